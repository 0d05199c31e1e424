import { OmniError } from '../errors/omni-error.ts';

/** A role an access policy may give. */
export type PolicyRole = 'None' | 'Reader' | 'Operator' | 'Admin';

/** Weakest first. */
const POLICY_ROLES: readonly PolicyRole[] = ['None', 'Reader', 'Operator', 'Admin'];

/** @throws {OmniError} `invalid_argument` for any other role */
export function parsePolicyRole(text: string): PolicyRole {
  const role = POLICY_ROLES.find((candidate) => candidate === text);
  if (role !== undefined) return role;
  throw new OmniError('invalid_argument', `${JSON.stringify(text)} is not a role an access policy can give`, {
    hint: `It can give ${POLICY_ROLES.join(', ')}.`,
  });
}

/** The one of two roles that allows more. */
export function strongerRole(left: PolicyRole, right: PolicyRole): PolicyRole {
  return POLICY_ROLES.indexOf(left) >= POLICY_ROLES.indexOf(right) ? left : right;
}
