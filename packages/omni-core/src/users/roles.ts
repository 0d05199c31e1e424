import type { Role } from '../management/service-accounts.ts';

/** Omni's roles, weakest first; exactly so spelled. */
const ROLES: Readonly<Record<Role, true>> = {
  None: true,
  InfraProvider: true,
  Reader: true,
  Auditor: true,
  Operator: true,
  Admin: true,
};

export function isRole(text: string): text is Role {
  return Object.hasOwn(ROLES, text);
}
