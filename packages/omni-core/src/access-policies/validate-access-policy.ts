import { isOmniError } from '../errors/omni-error.ts';
import { parseSelector } from '../selectors/parse-selector.ts';
import type * as specs from '../wire/gen/specs.ts';
import { type AccessPolicy, completePolicy } from './access-policy-spec.ts';
import { parseGlob } from './glob.ts';
import { parsePolicyRole } from './policy-role.ts';

/** One thing wrong with a policy. */
export interface AccessPolicyIssue {
  /** Where, e.g. `userGroups["sre"].users[0].match`. */
  readonly path: string;
  readonly message: string;
}

type Report = (path: string, message: string) => void;

/**
 * Everything wrong with a policy, except for the outcome of its tests: entries of groups that say nothing or too much,
 * malformed patterns and selectors, roles a policy cannot give, incomplete tests. Empty means that it is right.
 *
 * Omni itself would store a malformed selector, and then fail every access decision that reaches it.
 *
 * @throws {OmniError} `invalid_argument` when a value does not fit its field
 */
export function validateAccessPolicy(policy: AccessPolicy): readonly AccessPolicyIssue[] {
  const issues: AccessPolicyIssue[] = [];
  const report: Report = (path, message) => issues.push({ path, message });
  const { userGroups, clusterGroups, rules, tests } = completePolicy(policy);
  for (const [name, { users }] of Object.entries(userGroups)) {
    users.forEach((user, index) => {
      checkUser(user, `userGroups[${JSON.stringify(name)}].users[${index}]`, report);
    });
  }
  for (const [name, { clusters }] of Object.entries(clusterGroups)) {
    clusters.forEach((cluster, index) => {
      checkCluster(cluster, `clusterGroups[${JSON.stringify(name)}].clusters[${index}]`, report);
    });
  }
  rules.forEach(({ role }, index) => {
    if (role !== '') attempt(() => parsePolicyRole(role), `rules[${index}].role`, report);
  });
  tests.forEach((test, index) => {
    checkTest(test, `tests[${index}]`, report);
  });
  return issues;
}

function checkUser(user: specs.AccessPolicyUserGroup.User, path: string, report: Report): void {
  const { name, match, labelSelectors } = user;
  const said = [name !== '', match !== '', labelSelectors.length > 0].filter(Boolean).length;
  if (said !== 1) report(path, 'a user of a group has exactly one of name, match and labelSelectors');
  if (match !== '') attempt(() => parseGlob(match), `${path}.match`, report);
  labelSelectors.forEach((selector, index) => {
    attempt(() => parseSelector(selector), `${path}.labelSelectors[${index}]`, report);
  });
}

function checkCluster({ name, match }: specs.AccessPolicyClusterGroup.Cluster, path: string, report: Report): void {
  if ((name !== '') === (match !== '')) report(path, 'a cluster of a group has exactly one of name and match');
  if (match !== '') attempt(() => parseGlob(match), `${path}.match`, report);
}

function checkTest({ name, user, cluster }: specs.AccessPolicyTest, path: string, report: Report): void {
  if (name === '') report(`${path}.name`, 'a test has a name');
  if (!user?.name) report(`${path}.user.name`, 'a test names a user');
  if (!cluster?.name) report(`${path}.cluster.name`, 'a test names a cluster');
}

function attempt(parse: () => unknown, path: string, report: Report): void {
  try {
    parse();
  } catch (error) {
    if (!isOmniError(error, 'invalid_argument')) throw error;
    report(path, error.message);
  }
}
