import type { SigningKey } from './signing-key.ts';

/**
 * Reads any private key openpgp can sign with. openpgp is loaded here, on first use: it costs more start-up time than
 * everything else in this library.
 *
 * @param now seconds since the epoch, for the creation time of signatures
 * @throws whatever openpgp throws; its texts may quote the input, so callers must not pass them on
 */
export async function readOpenpgpKey(armored: string, now: () => number): Promise<SigningKey> {
  const { createMessage, readPrivateKey, SecretKeyPacket, sign } = await import('openpgp');
  const key = await readPrivateKey({ armoredKey: armored });
  if (!key.isDecrypted()) throw new Error('the key is encrypted');
  const expiration = await key.getExpirationTime();
  const expires = expiration instanceof Date ? expiration : undefined;
  // Refuses keys without a usable signing key now rather than at the first request. An expired key is still read:
  // its expiry is reported when it is used.
  const hasExpired = expires !== undefined && expires.getTime() < Date.now();
  const { keyPacket } = await key.getSigningKey(undefined, hasExpired ? key.getCreationTime() : undefined);
  if (!(keyPacket instanceof SecretKeyPacket) || keyPacket.isDecrypted() !== true) {
    throw new Error('the key that signs is encrypted');
  }
  return {
    fingerprint: key.getFingerprint(),
    expires,
    async sign(data) {
      return sign({
        message: await createMessage({ binary: data }),
        signingKeys: key,
        detached: true,
        format: 'binary',
        date: new Date(now() * 1000),
      });
    },
  };
}
