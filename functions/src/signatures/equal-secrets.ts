import { timingSafeEqual } from 'node:crypto';

/** Compares two digests in constant time. Their length is no secret. */
export function equalSecrets(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
