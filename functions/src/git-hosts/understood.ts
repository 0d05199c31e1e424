import { OmniError } from '@fleetwright/omni-core';
import type * as z from 'zod/mini';

/**
 * An answer of a Git host, checked against the shape it is documented with.
 * @throws {OmniError} `protocol`, naming the fields that are not as expected and nothing of their content
 */
export function understood<Schema extends z.ZodMiniType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'the answer');
  throw new OmniError('protocol', `the Git host sent an answer that is not understood (${fields.join(', ')})`);
}
