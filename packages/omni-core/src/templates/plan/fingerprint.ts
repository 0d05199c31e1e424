import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { createMarker, type Marker } from '../../redaction/marker.ts';

/** Makes everything in a plan that stands for a secret, all with one key. */
export interface Fingerprints {
  /** Tells two keys apart without telling either. */
  readonly keyId: string;
  /** For values that are shown. */
  readonly marker: Marker;
  /** Fingerprint of a whole content, secrets included. */
  of(content: string): string;
}

let processKey: Uint8Array | undefined;

/** @param key at least 16 bytes, kept secret. @default random, the same for the whole process */
export function fingerprintsWith(key?: Uint8Array): Fingerprints {
  processKey ??= key === undefined ? randomBytes(32) : undefined;
  const used = key ?? processKey ?? randomBytes(32);
  if (used.length < 16) throw new RangeError('a fingerprint key must have at least 16 bytes');
  const secret = createSecretKey(used);
  return {
    keyId: createHash('sha256').update('fleetwright fingerprint key\0').update(used).digest('hex').slice(0, 16),
    marker: createMarker(used),
    of: (content) => createHmac('sha256', secret).update(`content\0${content}`).digest('hex').slice(0, 32),
  };
}
