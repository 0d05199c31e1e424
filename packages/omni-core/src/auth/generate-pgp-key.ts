import { OmniError } from '../errors/omni-error.ts';

export interface PgpKeyOptions {
  /** User id of the key. Omni wants a valid address in it. */
  readonly userId: { readonly name: string; readonly email: string; readonly comment?: string };
  /** How long the key is valid, in milliseconds. */
  readonly lifetimeMs: number;
  /** Longest lifetime Omni accepts for this kind of key, in milliseconds. */
  readonly maxLifetimeMs: number;
}

/** A new key pair. */
export interface PgpKey {
  readonly armoredPublicKey: string;
  /** Secret. */
  readonly armoredPrivateKey: string;
  readonly expires: Date;
}

/**
 * Makes an Ed25519 key of the kind omnictl makes. Loads openpgp.
 *
 * @throws {OmniError} `invalid_argument` for a lifetime Omni would refuse
 */
export async function generatePgpKey({ userId, lifetimeMs, maxLifetimeMs }: PgpKeyOptions): Promise<PgpKey> {
  const lifetime = Math.floor(lifetimeMs / 1000);
  if (!(lifetime > 0 && lifetimeMs <= maxLifetimeMs)) {
    throw new OmniError(
      'invalid_argument',
      `The lifetime of such a key must be between 1 second and ${maxLifetimeMs / 3_600_000} hours`,
    );
  }
  const { generateKey } = await import('openpgp');
  const created = new Date(Math.floor(Date.now() / 1000) * 1000);
  const { privateKey, publicKey } = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [userId],
    keyExpirationTime: lifetime,
    date: created,
    format: 'armored',
    // Omni refuses version 6 keys.
    config: { v6Keys: false },
  });
  return {
    armoredPublicKey: publicKey,
    armoredPrivateKey: privateKey,
    expires: new Date(created.getTime() + lifetime * 1000),
  };
}
