import { StatusError } from '../status/status-error.ts';

const SERVICE_ACCOUNT_DOMAIN = 'serviceaccount.omni.sidero.dev';
const PROVIDER_PREFIX = 'infra-provider:';
const PROVIDER_DOMAIN = `infra-provider.${SERVICE_ACCOUNT_DOMAIN}`;

/**
 * Identity of a service account: `ci` → `ci@serviceaccount.omni.sidero.dev`,
 * `infra-provider:qemu` → `qemu@infra-provider.serviceaccount.omni.sidero.dev`.
 *
 * @throws {StatusError} INVALID_ARGUMENT for a name that is empty, not lower-case or not one word
 */
export function serviceAccountIdentity(name: string): string {
  const provider = name.startsWith(PROVIDER_PREFIX);
  const short = provider ? name.slice(PROVIDER_PREFIX.length) : name;
  if (!/^[^\s@]+$/.test(short) || short !== short.toLowerCase()) {
    throw new StatusError('INVALID_ARGUMENT', `invalid service account name: "${name}"`);
  }
  return `${short}@${provider ? PROVIDER_DOMAIN : SERVICE_ACCOUNT_DOMAIN}`;
}

/** Name people use for an identity; the inverse of {@link serviceAccountIdentity}. */
export function shortName(identity: string): string {
  const [name = '', domain = ''] = identity.split('@');
  if (domain === PROVIDER_DOMAIN) return PROVIDER_PREFIX + name;
  return domain === SERVICE_ACCOUNT_DOMAIN ? name : identity;
}

/** Id of the infra provider behind an identity, if it is one. */
export function providerOf(identity: string): string | undefined {
  const [name, domain] = identity.split('@');
  return domain === PROVIDER_DOMAIN ? name : undefined;
}
