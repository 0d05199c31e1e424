import { OmniError } from '../errors/omni-error.ts';

/** Roles a rule may give, weakest first. */
const POLICY_ROLES = ['None', 'Reader', 'Operator', 'Admin'] as const;

/** A role an access policy may give. */
export type PolicyRole = (typeof POLICY_ROLES)[number];

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
