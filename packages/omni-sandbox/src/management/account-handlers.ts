import { dateOf } from '@fleetwright/omni-core';
import type { Init, management } from '@fleetwright/omni-core/wire';
import type { Account } from '../auth/accounts.ts';
import { serviceAccountIdentity } from '../auth/identity.ts';
import { parseRole, requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { ManagementContext } from './management-context.ts';

/** @throws {StatusError} PERMISSION_DENIED, ALREADY_EXISTS, INVALID_ARGUMENT */
export async function createServiceAccount(
  { accounts }: ManagementContext,
  { caller }: Call,
  request: management.CreateServiceAccountRequest,
): Promise<Init<management.CreateServiceAccountResponse>> {
  requireRole(caller, 'Admin');
  // The name of the field says something else, but this is what it does.
  const role = request.useUserRole ? 'Admin' : parseRole(request.role);
  return { publicKeyId: await accounts.createServiceAccount(request.name, role, request.armoredPgpPublicKey) };
}

/** @throws {StatusError} PERMISSION_DENIED, UNKNOWN, INVALID_ARGUMENT */
export async function renewServiceAccount(
  { accounts }: ManagementContext,
  { caller }: Call,
  { name, armoredPgpPublicKey }: management.RenewServiceAccountRequest,
): Promise<Init<management.RenewServiceAccountResponse>> {
  requireRole(caller, 'Admin');
  return { publicKeyId: await accounts.addServiceAccountKey(name, armoredPgpPublicKey) };
}

/** @throws {StatusError} PERMISSION_DENIED */
export function listServiceAccounts(
  { accounts }: ManagementContext,
  { caller }: Call,
): Init<management.ListServiceAccountsResponse> {
  requireRole(caller, 'Admin');
  return {
    serviceAccounts: accounts.serviceAccounts().map((account) => ({
      name: account.name,
      role: account.role,
      lastActive: lastActive(account),
      pgpPublicKeys: account.keys,
    })),
  };
}

/** @throws {StatusError} PERMISSION_DENIED, NOT_FOUND, INVALID_ARGUMENT (own account) */
export function destroyServiceAccount(
  { accounts }: ManagementContext,
  { caller }: Call,
  { name }: management.DestroyServiceAccountRequest,
): Init<object> {
  requireRole(caller, 'Admin');
  accounts.remove(caller, serviceAccountIdentity(name), 'service account');
  return {};
}

/** @throws {StatusError} PERMISSION_DENIED, UNKNOWN (duplicate), INVALID_ARGUMENT */
export function createUser(
  { accounts }: ManagementContext,
  { caller }: Call,
  { email, role }: management.CreateUserRequest,
): Init<management.CreateUserResponse> {
  requireRole(caller, 'Admin');
  return { userId: accounts.createUser(email, userRole(role)) };
}

/** @throws {StatusError} PERMISSION_DENIED */
export function listUsers({ accounts }: ManagementContext, { caller }: Call): Init<management.ListUsersResponse> {
  requireRole(caller, 'Admin');
  return {
    users: accounts.users().map((account) => ({
      id: account.userId,
      email: account.identity,
      role: account.role,
      lastActive: lastActive(account),
    })),
  };
}

/** @throws {StatusError} PERMISSION_DENIED, NOT_FOUND, INVALID_ARGUMENT */
export function updateUser(
  { accounts }: ManagementContext,
  { caller }: Call,
  { email, role }: management.UpdateUserRequest,
): Init<object> {
  requireRole(caller, 'Admin');
  accounts.setUserRole(caller, email, userRole(role));
  return {};
}

/** @throws {StatusError} PERMISSION_DENIED, NOT_FOUND, INVALID_ARGUMENT (own account) */
export function destroyUser(
  { accounts }: ManagementContext,
  { caller }: Call,
  { email }: management.DestroyUserRequest,
): Init<object> {
  requireRole(caller, 'Admin');
  accounts.remove(caller, email.toLowerCase(), 'user');
  return {};
}

function userRole(text: string): ReturnType<typeof parseRole> {
  const role = parseRole(text);
  if (role === 'InfraProvider') throw new StatusError('INVALID_ARGUMENT', `role "${role}" is not for users`);
  return role;
}

function lastActive({ keys }: Account): string {
  const times = keys.flatMap(({ lastUsed }) => (lastUsed === undefined ? [] : [dateOf(lastUsed).getTime()]));
  return times.length === 0 ? '' : new Date(Math.max(...times)).toISOString().replace('.000Z', 'Z');
}
