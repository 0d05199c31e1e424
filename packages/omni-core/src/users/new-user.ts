import type { Role } from '../management/service-accounts.ts';
import { problem, type ResourceProblem } from '../validation/resource-problem.ts';
import { isRole } from './roles.ts';

/** A person who shall have access. */
export interface NewUser {
  readonly email: string;
  readonly role: Exclude<Role, 'InfraProvider'>;
}

/** One address without a name around it; the server reads RFC 5322. */
const ADDRESS = /^[^\s@<>]+@[^\s@<>]+$/;

/** A user as Omni keeps it: Omni writes addresses in lower case. Nothing is checked here: see {@link validateUser}. */
export function buildUser({ email, role }: NewUser): NewUser {
  return { email: email.trim().toLowerCase(), role };
}

/** Everything Omni would refuse a user for, with paths `email` and `role`. @returns nothing when nothing is wrong */
export function validateUser(user: { readonly email: string; readonly role: string }): readonly ResourceProblem[] {
  const { email, role } = user;
  return [
    ...(ADDRESS.test(email) ? [] : [problem('email', `${JSON.stringify(email)} is no email address`)]),
    ...(isRole(role) ? [] : [problem('role', `there is no role ${JSON.stringify(role)}`)]),
    ...(role === 'InfraProvider' ? [problem('role', 'the role "InfraProvider" is not for users')] : []),
  ];
}
