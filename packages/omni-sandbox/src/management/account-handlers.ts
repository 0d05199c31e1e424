import { dateOf, types } from '@fleetwright/omni-core';
import type { Init, management } from '@fleetwright/omni-core/wire';
import type { AuditEvent, AuditEventType } from '../audit/audit-event.ts';
import type { Account } from '../auth/accounts.ts';
import { serviceAccountIdentity } from '../auth/identity.ts';
import { type Caller, parseRole, requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { ManagementContext } from './management-context.ts';

/** @throws {StatusError} PERMISSION_DENIED, ALREADY_EXISTS, INVALID_ARGUMENT */
export async function createServiceAccount(
  { accounts, audit }: ManagementContext,
  { caller }: Call,
  request: management.CreateServiceAccountRequest,
): Promise<Init<management.CreateServiceAccountResponse>> {
  requireRole(caller, 'Admin');
  // The name of the field says something else, but this is what it does.
  const role = request.useUserRole ? 'Admin' : parseRole(request.role);
  const publicKeyId = await accounts.createServiceAccount(request.name, role, request.armoredPgpPublicKey);
  audit.record(
    accountEvent(caller, 'create', serviceAccountIdentity(request.name), { role, is_service_account: true }),
  );
  return { publicKeyId };
}

/** @throws {StatusError} PERMISSION_DENIED, UNKNOWN, INVALID_ARGUMENT */
export async function renewServiceAccount(
  { accounts, audit }: ManagementContext,
  { caller }: Call,
  { name, armoredPgpPublicKey }: management.RenewServiceAccountRequest,
): Promise<Init<management.RenewServiceAccountResponse>> {
  requireRole(caller, 'Admin');
  const publicKeyId = await accounts.addServiceAccountKey(name, armoredPgpPublicKey);
  audit.record({ type: 'create', caller, resourceType: types.PublicKey.type, resourceId: publicKeyId });
  return { publicKeyId };
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
  { accounts, audit }: ManagementContext,
  { caller }: Call,
  { name }: management.DestroyServiceAccountRequest,
): Init<object> {
  requireRole(caller, 'Admin');
  accounts.remove(caller, serviceAccountIdentity(name), 'service account');
  audit.record(accountEvent(caller, 'destroy', serviceAccountIdentity(name)));
  return {};
}

/** @throws {StatusError} PERMISSION_DENIED, UNKNOWN (duplicate), INVALID_ARGUMENT */
export function createUser(
  { accounts, audit }: ManagementContext,
  { caller }: Call,
  { email, role }: management.CreateUserRequest,
): Init<management.CreateUserResponse> {
  requireRole(caller, 'Admin');
  const userId = accounts.createUser(email, userRole(role));
  audit.record(accountEvent(caller, 'create', email.toLowerCase(), { id: userId, role }));
  return { userId };
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
  { accounts, audit }: ManagementContext,
  { caller }: Call,
  { email, role }: management.UpdateUserRequest,
): Init<object> {
  requireRole(caller, 'Admin');
  accounts.setUserRole(caller, email, userRole(role));
  audit.record(accountEvent(caller, 'update', email.toLowerCase(), { role }));
  return {};
}

/** @throws {StatusError} PERMISSION_DENIED, NOT_FOUND, INVALID_ARGUMENT (own account) */
export function destroyUser(
  { accounts, audit }: ManagementContext,
  { caller }: Call,
  { email }: management.DestroyUserRequest,
): Init<object> {
  requireRole(caller, 'Admin');
  accounts.remove(caller, email.toLowerCase(), 'user');
  audit.record(accountEvent(caller, 'destroy', email.toLowerCase()));
  return {};
}

/** What happened to an account, as the log tells it. */
function accountEvent(
  caller: Caller,
  type: AuditEventType,
  email: string,
  facts: Readonly<Record<string, unknown>> = {},
): AuditEvent {
  const details = { new_user: { ...facts, email } };
  return { type, caller, resourceType: types.Identity.type, resourceId: email, details };
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
