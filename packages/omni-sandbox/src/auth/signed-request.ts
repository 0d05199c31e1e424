import type { Metadata } from '@grpc/grpc-js';
import type { IncomingCall } from '../server/incoming-call.ts';
import { StatusError } from '../status/status-error.ts';
import { CLOCK_SKEW_MS } from './public-key.ts';

/** Headers whose values the payload must repeat. */
const SIGNED_HEADERS = [
  'x-sidero-timestamp',
  'nodes',
  'selectors',
  'fieldSelectors',
  'runtime',
  'context',
  'cluster',
  'namespace',
  'uid',
  'authorization',
] as const;

/** A call's headers after everything that can be checked without knowing keys. */
export interface SignedRequest {
  readonly fingerprint: string;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** What the check looks at. */
export type SignedHeaders = Pick<IncomingCall, 'metadata' | 'repeatedHeaders'>;

/** Every mistake gets this one answer, so that it helps nobody to guess. */
export function invalidSignature(): StatusError {
  return new StatusError('UNAUTHENTICATED', 'invalid signature');
}

/**
 * Checks the signature headers for form, the payload for method, time and repeated headers.
 * @throws {StatusError} UNAUTHENTICATED; INTERNAL for a header of fewer than four parts, where the real server panics
 */
export function readSignedRequest(incoming: SignedHeaders, method: string, now: Date): SignedRequest {
  const { metadata } = incoming;
  const header = firstValue(metadata, 'x-sidero-signature');
  const payload = firstValue(metadata, 'x-sidero-payload');
  const timestamp = firstValue(metadata, 'x-sidero-timestamp');
  if (header === undefined) throw invalidSignature();
  const [scheme, , fingerprint, signature, ...rest] = header.split(' ');
  if (fingerprint === undefined || signature === undefined) {
    throw new StatusError('INTERNAL', 'runtime error: index out of range in signature header');
  }
  if (scheme !== 'siderov1' || rest.length > 0 || payload === undefined || timestamp === undefined) {
    throw invalidSignature();
  }
  checkTimestamp(timestamp, now);
  checkPayload(payload, incoming, method);
  const bytes = Buffer.from(signature, 'base64');
  // Node skips what is not base64; the server does not.
  if (bytes.length === 0 || bytes.toString('base64') !== signature) throw invalidSignature();
  return { fingerprint, payload: Buffer.from(payload), signature: bytes };
}

function checkTimestamp(timestamp: string, now: Date): void {
  const seconds = /^-?\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(seconds * 1000 - now.getTime()) <= CLOCK_SKEW_MS)) throw invalidSignature();
}

function checkPayload(text: string, { metadata, repeatedHeaders }: SignedHeaders, method: string): void {
  const payload = parseJson(text);
  if (!isRecord(payload) || payload['method'] !== method) throw invalidSignature();
  const headers = payload['headers'] ?? {};
  if (!isRecord(headers)) throw invalidSignature();
  for (const name of SIGNED_HEADERS) {
    const received = receivedValues(metadata, name);
    if (!repeats(headers[name] ?? undefined, received, repeatedHeaders)) throw invalidSignature();
  }
}

/** The server looks this one name up as written and, headers being lower-case, never finds it. */
function receivedValues(metadata: Metadata, name: string): string[] | undefined {
  if (name === 'fieldSelectors') return undefined;
  const values = metadata.get(name).map(String);
  return values.length === 0 ? undefined : values;
}

/**
 * An absent header is `null` or missing in the payload, never an empty list; a present one is repeated value by value,
 * which can only be seen joined where the values came joined.
 */
function repeats(
  signed: unknown,
  received: readonly string[] | undefined,
  lists: IncomingCall['repeatedHeaders'],
): boolean {
  if (signed === undefined || received === undefined) return signed === received;
  if (!Array.isArray(signed) || !signed.every((value) => typeof value === 'string')) return false;
  if (lists === 'joined') return signed.length > 0 && signed.join(', ') === received.join(', ');
  return signed.length === received.length && signed.every((value, index) => value === received[index]);
}

function firstValue(metadata: Metadata, name: string): string | undefined {
  const [value] = metadata.get(name);
  return value === undefined ? undefined : String(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
