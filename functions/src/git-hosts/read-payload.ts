import type * as z from 'zod/mini';
import type { PayloadProblem } from '../domain/push.ts';

/** A payload of the shape asked for, or what is wrong with it. */
export type ReadPayload<T> = { readonly payload: T } | PayloadProblem;

/** Reads the JSON body of a delivery. Problems name fields, never what stands in them. */
export function readPayload<Schema extends z.ZodMiniType>(
  schema: Schema,
  event: string,
  body: Uint8Array,
): ReadPayload<z.output<Schema>> {
  const json = parseJson(body);
  if (json === undefined) return { code: 'payload_truncated', message: 'the body is not complete JSON' };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { payload: parsed.data };
  const fields = parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'the body');
  return { code: 'payload_unknown', message: `not a ${event} event; wrong or missing: ${fields.join(', ')}` };
}

/** The value, or `undefined`: JSON has no such value. */
function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
