import { types } from '../resources/registry.ts';
import { decodeSpec, encodeSpec } from '../resources/spec-codec.ts';
import type * as specs from '../wire/gen/specs.ts';
import type { Init } from '../wire/init.ts';

/** The one access policy an Omni has. */
export const ACCESS_POLICY_ID = 'access-policy';

/** What stands before the name of a group, where a rule could also name a single user or cluster. */
export const GROUP_PREFIX = 'group/';

/** An access policy, complete or in part; what is left out is empty. */
export type AccessPolicy = Init<specs.AccessPolicySpec>;

/** The policy with every field. @throws {OmniError} `invalid_argument` when a value does not fit its field */
export function completePolicy(policy: AccessPolicy): specs.AccessPolicySpec {
  return decodeSpec(types.AccessPolicy, encodeSpec(types.AccessPolicy, policy));
}
