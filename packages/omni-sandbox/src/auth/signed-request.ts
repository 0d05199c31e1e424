import type { Metadata } from '@grpc/grpc-js';
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

/** Every mistake gets this one answer, so that it helps nobody to guess. */
export function invalidSignature(): StatusError {
  return new StatusError('UNAUTHENTICATED', 'invalid signature');
}

/**
 * Checks the signature headers for form, the payload for method, time and repeated headers.
 * @throws {StatusError} UNAUTHENTICATED; INTERNAL for a header of fewer than four parts, where the real server panics
 */
export function readSignedRequest(metadata: Metadata, method: string, now: Date): SignedRequest {
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
  checkPayload(payload, metadata, method);
  const bytes = Buffer.from(signature, 'base64');
  // Node skips what is not base64; the server does not.
  if (bytes.length === 0 || bytes.toString('base64') !== signature) throw invalidSignature();
  return { fingerprint, payload: Buffer.from(payload), signature: bytes };
}

function checkTimestamp(timestamp: string, now: Date): void {
  const seconds = /^-?\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(seconds * 1000 - now.getTime()) <= CLOCK_SKEW_MS)) throw invalidSignature();
}

function checkPayload(text: string, metadata: Metadata, method: string): void {
  const payload = parseJson(text);
  if (!isRecord(payload) || payload['method'] !== method) throw invalidSignature();
  const headers = payload['headers'] ?? {};
  if (!isRecord(headers)) throw invalidSignature();
  for (const name of SIGNED_HEADERS) {
    if (!repeats(headers[name] ?? undefined, receivedValues(metadata, name))) throw invalidSignature();
  }
}

/** The server looks this one name up as written and, headers being lower-case, never finds it. */
function receivedValues(metadata: Metadata, name: string): string[] | undefined {
  if (name === 'fieldSelectors') return undefined;
  const values = metadata.get(name).map(String);
  return values.length === 0 ? undefined : values;
}

/**
 * An absent header is `null` or missing in the payload, never an empty list; a present one is repeated value by value.
 * Node's HTTP/2 joins repeated headers with a comma and a space before anyone sees them, so lists are compared joined.
 */
function repeats(signed: unknown, received: readonly string[] | undefined): boolean {
  if (signed === undefined || received === undefined) return signed === received;
  return (
    Array.isArray(signed) &&
    signed.length > 0 &&
    signed.every((value) => typeof value === 'string') &&
    signed.join(', ') === received.join(', ')
  );
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
