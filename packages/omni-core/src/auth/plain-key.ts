import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { OmniError } from '../errors/omni-error.ts';
import type { SigningKey } from './signing-key.ts';

/** Longest lifetime Omni accepts for the key of a person, in milliseconds. */
export const MAX_USER_KEY_LIFETIME_MS = 8 * 60 * 60_000;

export interface PlainKeyOptions {
  /** How long the key is valid, in milliseconds; at most 8 hours. */
  readonly lifetimeMs: number;
}

/** A new ECDSA key outside of OpenPGP, as Omni's web page uses them. Only people can have one. */
export interface PlainKey {
  readonly key: SigningKey;
  /** What is registered with Omni: PEM of the public half. */
  readonly publicKeyPem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * Makes a P-256 key that lives in this process only. Needs no OpenPGP library.
 *
 * @throws {OmniError} `invalid_argument` for a lifetime Omni would refuse
 */
export function createPlainKey({ lifetimeMs }: PlainKeyOptions): PlainKey {
  if (!(lifetimeMs >= 1000 && lifetimeMs <= MAX_USER_KEY_LIFETIME_MS)) {
    throw new OmniError('invalid_argument', 'The lifetime of such a key must be between 1 second and 8 hours');
  }
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const notBefore = new Date();
  const notAfter = new Date(notBefore.getTime() + lifetimeMs);
  return {
    key: {
      fingerprint: fingerprintOf(publicKey),
      expires: notAfter,
      // The raw form of WebCrypto; Omni takes no DER.
      sign: (data) => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    },
    publicKeyPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    notBefore,
    notAfter,
  };
}

/** Hash of the uncompressed point, in base64url with padding. */
function fingerprintOf(publicKey: KeyObject): string {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const hash = createHash('sha256').update(point).digest('base64');
  return hash.replaceAll('+', '-').replaceAll('/', '_');
}
