import { ByteReader, newFormatLength } from './packet-reader.ts';

/** What a key's owner says about the key in a self-signature. */
export interface SelfSignature {
  /** Seconds since the epoch. */
  readonly created: number;
  /** Seconds the key is valid after its creation; `undefined` or 0 means for ever. */
  readonly keyLifetime: number | undefined;
  /** Bits of RFC 9580 §5.2.3.29; `undefined` when not stated. */
  readonly keyFlags: number | undefined;
}

const DIRECT_KEY = 0x1f;
const isCertification = (type: number): boolean => (type >= 0x10 && type <= 0x13) || type === DIRECT_KEY;

const SIGNATURE_CREATED = 2;
const KEY_LIFETIME = 9;
const KEY_FLAGS = 27;

/** Key flag: may sign data. */
export const MAY_SIGN = 0x02;

/**
 * Reads a version 4 signature packet as a statement about the primary key. The signature itself is not verified: the
 * key is our own, and Omni has the last word.
 *
 * @returns `undefined` for signatures about something else (subkeys, revocations, third parties use other packets)
 * @throws {RangeError} on truncated bytes
 */
export function readSelfSignature(body: Uint8Array): SelfSignature | undefined {
  const reader = new ByteReader(body);
  if (reader.uint(1) !== 4) return undefined;
  if (!isCertification(reader.uint(1))) return undefined;
  reader.take(2); // algorithms
  const hashed = new ByteReader(reader.take(reader.uint(2)));
  let created = 0;
  let keyLifetime: number | undefined;
  let keyFlags: number | undefined;
  while (!hashed.done) {
    const subpacket = new ByteReader(hashed.take(newFormatLength(hashed)));
    const type = subpacket.uint(1) & 0x7f;
    if (type === SIGNATURE_CREATED) created = subpacket.uint(4);
    else if (type === KEY_LIFETIME) keyLifetime = subpacket.uint(4);
    else if (type === KEY_FLAGS) keyFlags = subpacket.uint(1);
  }
  return { created, keyLifetime, keyFlags };
}
