import { StatusError } from '../status/status-error.ts';

/** Roles from the least to the most powerful. `Auditor` reads like `Reader` and may read the audit log. */
export const ROLES = ['None', 'InfraProvider', 'Reader', 'Auditor', 'Operator', 'Admin'] as const;

export type Role = (typeof ROLES)[number];

/** Roles people may have; the one of infra providers is for their service accounts. */
export const USER_ROLES = ['None', 'Reader', 'Auditor', 'Operator', 'Admin'] as const satisfies readonly Role[];

/** Who makes a call, as far as its signature proves it. */
export interface Caller {
  /** Full identity, e.g. `automation@serviceaccount.omni.sidero.dev`. */
  readonly identity: string;
  readonly userId: string;
  readonly role: Role;
  /** Fingerprint of the key that signed. */
  readonly fingerprint: string;
  /** Email a login token proves; only people who confirm a key send one. */
  readonly verifiedEmail?: string;
}

/** @throws {StatusError} INVALID_ARGUMENT for anything but the exact names */
export function parseRole(text: string): Role {
  const role = ROLES.find((known) => known === text);
  if (role === undefined) throw new StatusError('INVALID_ARGUMENT', `unknown role: "${text}"`);
  return role;
}

/** True when `role` may do what `needed` may do. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** What a key of one role can do for a user of another. `Auditor` survives only when both may read the audit log. */
export function lesserRole(left: Role, right: Role): Role {
  const lesser = roleAtLeast(left, right) ? right : left;
  const readsAudit = (role: Role) => role === 'Auditor' || role === 'Admin';
  return lesser === 'Auditor' && !(readsAudit(left) && readsAudit(right)) ? 'Reader' : lesser;
}

/** @throws {StatusError} PERMISSION_DENIED */
export function requireRole(caller: Caller, needed: Role): void {
  if (!roleAtLeast(caller.role, needed)) throw insufficientRole(caller);
}

/** @throws {StatusError} PERMISSION_DENIED when the caller's role is not one of exactly these */
export function requireOneOf(caller: Caller, allowed: readonly Role[]): void {
  if (!allowed.includes(caller.role)) {
    throw new StatusError(
      'PERMISSION_DENIED',
      `unauthorized: role "${caller.role}" is not one of the allowed roles [${allowed.join(' ')}]`,
    );
  }
}

export function insufficientRole(caller: Caller): StatusError {
  return new StatusError('PERMISSION_DENIED', `unauthorized: access denied: insufficient role: "${caller.role}"`);
}
