import {
  isServiceAccountName,
  MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS,
  serviceAccountEmail,
} from '../auth/create-service-account-key.ts';
import type { KeyLifetime, Role } from '../management/service-accounts.ts';
import { problem, type ResourceProblem } from '../validation/resource-problem.ts';
import { isRole } from './roles.ts';

/** A program that shall have access. */
export interface NewServiceAccount extends KeyLifetime {
  /** Short name in lower case, e.g. `automation`; `infra-provider:qemu` for the account of an infra provider. */
  readonly name: string;
  readonly role: Role;
}

/** A service account with everything it will have. */
export interface BuiltServiceAccount extends Required<NewServiceAccount> {
  /** Address Omni knows it by. */
  readonly identity: string;
}

const INFRA_PROVIDER = 'infra-provider:';

/** A service account with its defaults. Nothing is checked here: see {@link validateServiceAccount}. */
export function buildServiceAccount(account: NewServiceAccount): BuiltServiceAccount {
  const { name, role, lifetimeMs = MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS } = account;
  return { name, role, lifetimeMs, identity: serviceAccountEmail(name) };
}

/**
 * Everything Omni would refuse a service account for, with paths `name`, `role` and `lifetimeMs`.
 * @returns nothing when nothing is wrong
 */
export function validateServiceAccount(
  account: KeyLifetime & { readonly name: string; readonly role: string },
): readonly ResourceProblem[] {
  const { name, role, lifetimeMs = MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS } = account;
  const isProvider = name.startsWith(INFRA_PROVIDER);
  const isLifetime = lifetimeMs >= 1000 && lifetimeMs <= MAX_SERVICE_ACCOUNT_KEY_LIFETIME_MS;
  return [
    ...(isServiceAccountName(name)
      ? []
      : [problem('name', `${JSON.stringify(name)} is no lower-case name of an account`)]),
    ...(isRole(role) ? [] : [problem('role', `there is no role ${JSON.stringify(role)}`)]),
    ...(isRole(role) && isProvider !== (role === 'InfraProvider')
      ? [problem('role', 'the role "InfraProvider" is for accounts "infra-provider:<id>" and for no other')]
      : []),
    ...(isLifetime ? [] : [problem('lifetimeMs', 'a key lives at least a second and at most 365 days')]),
  ];
}
