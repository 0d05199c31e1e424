import { OmniError } from '../errors/omni-error.ts';
import { printServiceAccountKey } from './service-account-key.ts';

/** Longest lifetime Omni accepts for a service account key, in milliseconds. */
export const MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS = 365 * 24 * 60 * 60_000;

export interface ServiceAccountKeyOptions {
  /** Short name of the service account, e.g. `automation` or `infra-provider:qemu`. */
  readonly name: string;
  /** Address in the key's user id. @default the identity Omni gives the account */
  readonly email?: string;
  /** How long the key is valid, in milliseconds; at most 365 days. @default 365 days */
  readonly lifetimeMs?: number;
}

/** A new key pair. The private half never leaves this process except inside {@link serviceAccountKey}. */
export interface NewServiceAccountKey {
  /** What is registered with Omni. */
  readonly armoredPublicKey: string;
  /** Value for `OMNI_SERVICE_ACCOUNT_KEY`. Secret. */
  readonly serviceAccountKey: string;
  readonly expires: Date;
}

/**
 * Makes an Ed25519 key of the kind omnictl makes. Loads openpgp.
 *
 * @throws {OmniError} `invalid_argument` for a lifetime Omni would refuse
 */
export async function createServiceAccountKey(options: ServiceAccountKeyOptions): Promise<NewServiceAccountKey> {
  const { name, email = serviceAccountEmail(name), lifetimeMs = MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS } = options;
  const lifetime = Math.floor(lifetimeMs / 1000);
  if (!(lifetime > 0 && lifetimeMs <= MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS)) {
    throw new OmniError(
      'invalid_argument',
      'The lifetime of a service account key must be between 1 second and 365 days',
    );
  }
  const { generateKey } = await import('openpgp');
  const created = new Date(Math.floor(Date.now() / 1000) * 1000);
  const { privateKey, publicKey } = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name, email }],
    keyExpirationTime: lifetime,
    date: created,
    format: 'armored',
    // Omni refuses version 6 keys.
    config: { v6Keys: false },
  });
  return {
    armoredPublicKey: publicKey,
    serviceAccountKey: printServiceAccountKey(name, privateKey),
    expires: new Date(created.getTime() + lifetime * 1000),
  };
}

const INFRA_PROVIDER = 'infra-provider:';

/** Identity Omni gives a service account of this short name. */
export function serviceAccountEmail(name: string): string {
  return name.startsWith(INFRA_PROVIDER)
    ? `${name.slice(INFRA_PROVIDER.length)}@infra-provider.serviceaccount.omni.sidero.dev`
    : `${name}@serviceaccount.omni.sidero.dev`;
}
