import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { dateOf, timestampOf } from '@fleetwright/omni-core';
import { type auth, messageCodec } from '@fleetwright/omni-core/wire';
import { StatusError } from '../status/status-error.ts';
import { CLOCK_SKEW_MS, type KeyRules, type PublicKey } from './public-key.ts';

/** A bare ECDSA key, as browsers make them. Its lifetime stands beside it. */
export type PlainKey = auth.PublicKey.Plain;

const PEM = /^\s*-----BEGIN PUBLIC KEY-----/;
const CURVES: ReadonlySet<string | undefined> = new Set(['P-256', 'P-384']);

/**
 * Holds a bare key against the rules for registration.
 * @throws {StatusError} INVALID_ARGUMENT with the reason
 */
export function readNewPlainKey(plain: PlainKey, { maxLifetimeMs, now }: KeyRules): PublicKey {
  const key = publicKey(plain);
  const lifetime = key.expires.getTime() - key.created.getTime();
  if (!(lifetime > 0)) throw refused('key does not contain a valid key lifetime');
  if (lifetime > maxLifetimeMs) throw refused(`key lifetime is too long: ${Math.round(lifetime / 3_600_000)}h0m0s`);
  if (now.getTime() >= key.expires.getTime() + CLOCK_SKEW_MS) throw refused('key expired');
  if (now.getTime() < key.created.getTime() - CLOCK_SKEW_MS) throw refused('key is not valid yet');
  return key;
}

/** A bare key as its resource keeps it: the times belong to it, so they stay together. */
export function storedPlainKey(plain: PlainKey): Uint8Array {
  return messageCodec('auth.PublicKey.Plain').encode(plain);
}

/** Reads what {@link storedPlainKey} wrote. */
export function readRegisteredPlainKey(bytes: Uint8Array): PublicKey {
  return publicKey(messageCodec('auth.PublicKey.Plain').decode(bytes));
}

function publicKey({ keyPem, notBefore, notAfter }: PlainKey): PublicKey {
  const key = readPem(keyPem);
  const created = dateOf(notBefore ?? timestampOf(new Date(0)));
  const expires = dateOf(notAfter ?? timestampOf(new Date(0)));
  return {
    fingerprint: fingerprintOf(key),
    created,
    expires,
    verifies: async (data, signature, now) =>
      now.getTime() >= created.getTime() - CLOCK_SKEW_MS &&
      now.getTime() < expires.getTime() + CLOCK_SKEW_MS &&
      verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature),
  };
}

/** Node would take a private key and use its public half; who sends one made a mistake worth hearing about. */
function readPem(pem: string): KeyObject {
  if (!PEM.test(pem)) throw refused('plain key is not a PEM public key');
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch {
    // The cause may quote the key.
    throw refused('failed to parse plain key');
  }
  if (key.asymmetricKeyType !== 'ec' || !CURVES.has(key.export({ format: 'jwk' }).crv)) {
    throw refused('plain key is not an ECDSA key on P-256 or P-384');
  }
  return key;
}

/** Base64url, with padding, of SHA-256 over the uncompressed point. */
function fingerprintOf(key: KeyObject): string {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return createHash('sha256').update(point).digest('base64').replaceAll('+', '-').replaceAll('/', '_');
}

function refused(reason: string): StatusError {
  return new StatusError('INVALID_ARGUMENT', reason);
}
