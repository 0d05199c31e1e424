import { type Applied, applyResource } from '../apply/apply-resource.ts';
import { ValidationError } from '../errors/state-errors.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { describeResource } from '../resources/resource.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { ACCESS_POLICY_ID, type AccessPolicy } from './access-policy-spec.ts';
import { testAccessPolicy } from './test-access-policy.ts';
import { validateAccessPolicy } from './validate-access-policy.ts';

/** How an access policy is put into force. */
export interface ApplyAccessPolicyOptions extends CallOptions {
  /** Validate and compare, but write nothing. @default false */
  readonly dryRun?: boolean;
  /** Also answer what changes, as a unified diff. @default false */
  readonly diff?: boolean;
}

/**
 * Makes a policy the one of this Omni, once it is valid and passes its own tests. Needs the role Admin.
 *
 * @throws {ValidationError} `validation_failed` with all that is wrong, before anything is sent
 * @throws {OmniError} `access_denied`, `phase_conflict`
 */
export async function applyAccessPolicy(
  state: State,
  policy: AccessPolicy,
  options: ApplyAccessPolicyOptions = {},
): Promise<Applied> {
  const { dryRun = false, diff = false, ...call } = options;
  const resource = newResource(types.AccessPolicy, { id: ACCESS_POLICY_ID, spec: policy });
  const issues = [...validateAccessPolicy(policy), ...testAccessPolicy(policy).flatMap((test) => test.issues)];
  if (issues.length > 0) {
    throw new ValidationError(
      issues.map(({ path, message }) => `${path}: ${message}`),
      { resource: describeResource(resource.metadata), hint: 'Correct the policy; nothing was sent.' },
    );
  }
  return applyResource(state, resource, { dryRun, diff }, call);
}
