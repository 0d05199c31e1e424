import { OmniError } from '../errors/omni-error.ts';
import { generatePgpKey } from './generate-pgp-key.ts';
import { printServiceAccountKey } from './service-account-key.ts';

/** Longest lifetime Omni accepts for a service account key, in milliseconds. */
export const MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS = 365 * 24 * 60 * 60_000;

/** Whose key it is to be, and for how long. */
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
 * @throws {OmniError} `invalid_argument` for a name or a lifetime Omni would refuse
 */
export async function createServiceAccountKey(options: ServiceAccountKeyOptions): Promise<NewServiceAccountKey> {
  const { name, email = serviceAccountEmail(name), lifetimeMs = MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS } = options;
  if (!isServiceAccountName(name)) {
    throw new OmniError('invalid_argument', `${JSON.stringify(name)} is no name for a service account`, {
      hint: 'Use lower-case letters, digits and dashes.',
    });
  }
  const { armoredPublicKey, armoredPrivateKey, expires } = await generatePgpKey({
    userId: { name, email },
    lifetimeMs,
    maxLifetimeMs: MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS,
  });
  return { armoredPublicKey, serviceAccountKey: printServiceAccountKey(name, armoredPrivateKey), expires };
}

const INFRA_PROVIDER = 'infra-provider:';

/** True for names whose identity is one lower-case address. */
export function isServiceAccountName(name: string): boolean {
  return /^[^\s@A-Z]+$/.test(name.startsWith(INFRA_PROVIDER) ? name.slice(INFRA_PROVIDER.length) : name);
}

/** Identity Omni gives a service account of this short name. */
export function serviceAccountEmail(name: string): string {
  return name.startsWith(INFRA_PROVIDER)
    ? `${name.slice(INFRA_PROVIDER.length)}@infra-provider.serviceaccount.omni.sidero.dev`
    : `${name}@serviceaccount.omni.sidero.dev`;
}
