import { isOmniError } from '../errors/omni-error.ts';
import type * as specs from '../wire/gen/specs.ts';
import { type AccessPolicy, completePolicy } from './access-policy-spec.ts';
import { type Access, evaluateRules } from './evaluate-access.ts';
import type { AccessPolicyIssue } from './validate-access-policy.ts';

/** What became of one test of a policy. */
export interface AccessPolicyTestResult {
  readonly name: string;
  /** What the policy gives; `undefined` when it could not be decided. */
  readonly access: Access | undefined;
  /** How that differs from what the test expects; none when it passed. */
  readonly issues: readonly AccessPolicyIssue[];
}

/**
 * Runs the tests a policy brings along, as Omni does at every write. A test that says nothing about the role accepts
 * every role; one that says nothing about Kubernetes groups expects none.
 *
 * @throws {OmniError} `invalid_argument` when a value does not fit its field
 */
export function testAccessPolicy(policy: AccessPolicy): readonly AccessPolicyTestResult[] {
  const complete = completePolicy(policy);
  return complete.tests.map((test, index) => runTest(complete, test, `tests[${index}]`));
}

function runTest(policy: specs.AccessPolicySpec, test: specs.AccessPolicyTest, path: string): AccessPolicyTestResult {
  const { name, user, cluster, expected } = test;
  const issues: AccessPolicyIssue[] = [];
  let access: Access;
  try {
    const { name: userName = '', labels = {} } = user ?? {};
    access = evaluateRules(policy, { user: { name: userName, labels }, cluster: cluster?.name ?? '' });
  } catch (error) {
    if (!isOmniError(error, 'invalid_argument')) throw error;
    return { name, access: undefined, issues: [{ path, message: error.message }] };
  }

  const role = expected?.role ?? '';
  if (role !== '' && role !== access.role) {
    issues.push({ path: `${path}.expected.role`, message: `the policy gives ${access.role}, not ${role}` });
  }
  const wanted = sorted(expected?.kubernetes?.impersonate?.groups ?? []);
  const given = sorted(access.kubernetesGroups);
  if (wanted !== given) {
    issues.push({
      path: `${path}.expected.kubernetes.impersonate.groups`,
      message: `the policy gives ${given}, not ${wanted}`,
    });
  }
  return { name, access, issues };
}

function sorted(groups: readonly string[]): string {
  return JSON.stringify([...groups].sort());
}
