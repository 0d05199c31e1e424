import { matchesLabels } from '../selectors/match-labels.ts';
import { parseSelector } from '../selectors/parse-selector.ts';
import type * as specs from '../wire/gen/specs.ts';
import { type AccessPolicy, completePolicy, GROUP_PREFIX } from './access-policy-spec.ts';
import { parseGlob } from './glob.ts';
import { type PolicyRole, parsePolicyRole, strongerRole } from './policy-role.ts';

/** Who asks for access, and to what. */
export interface AccessQuestion {
  readonly user: {
    /** The identity: an address, in lower case. */
    readonly name: string;
    /** Labels of the identity, e.g. those a SAML login gave it. */
    readonly labels?: Readonly<Record<string, string>>;
  };
  /** Name of the cluster. */
  readonly cluster: string;
}

/** What the rules that apply give together. */
export interface Access {
  /** The strongest of their roles. Omni uses the user's own role where that is stronger. */
  readonly role: PolicyRole;
  /** Kubernetes groups of all of them, in the order of the rules. */
  readonly kubernetesGroups: readonly string[];
  /** One of them is about every cluster there is: such users need not name the cluster when they list. */
  readonly allClusters: boolean;
}

/**
 * What a policy gives a user on a cluster, decided as Omni does.
 *
 * @throws {OmniError} `invalid_argument` when a pattern, selector or role that has to be looked at is malformed
 */
export function evaluateAccess(policy: AccessPolicy, question: AccessQuestion): Access {
  return evaluateRules(completePolicy(policy), question);
}

/** {@link evaluateAccess} for a policy that has every field already. */
export function evaluateRules(policy: specs.AccessPolicySpec, { user, cluster }: AccessQuestion): Access {
  let role: PolicyRole = 'None';
  let allClusters = false;
  const kubernetesGroups: string[] = [];
  for (const rule of policy.rules) {
    if (!isAmong(rule.users, user.name, policy.userGroups, ({ users }) => users.some((one) => isUser(one, user)))) {
      continue;
    }
    const everywhere = ({ clusters }: specs.AccessPolicyClusterGroup) => clusters.some(({ match }) => match === '*');
    const includes = ({ clusters }: specs.AccessPolicyClusterGroup) =>
      clusters.some(({ name, match }) => isNamed(cluster, name, match));
    if (!isAmong(rule.clusters, cluster, policy.clusterGroups, includes)) continue;
    allClusters ||= isAmong(rule.clusters, undefined, policy.clusterGroups, everywhere);
    if (rule.role !== '') role = strongerRole(role, parsePolicyRole(rule.role));
    kubernetesGroups.push(...(rule.kubernetes?.impersonate?.groups ?? []));
  }
  return { role, kubernetesGroups, allClusters };
}

/** Groups nobody defined are empty. */
function isAmong<Group>(
  entries: readonly string[],
  name: string | undefined,
  groups: Readonly<Record<string, Group>>,
  includes: (group: Group) => boolean,
): boolean {
  return entries.some((entry) => {
    if (entry === name) return true;
    if (!entry.startsWith(GROUP_PREFIX)) return false;
    const key = entry.slice(GROUP_PREFIX.length);
    const group = Object.hasOwn(groups, key) ? groups[key] : undefined;
    return group !== undefined && includes(group);
  });
}

function isUser(
  { name, match, labelSelectors }: specs.AccessPolicyUserGroup.User,
  user: AccessQuestion['user'],
): boolean {
  if (isNamed(user.name, name, match)) return true;
  return labelSelectors.length > 0 && matchesLabels(user.labels ?? {}, parseSelector(labelSelectors.join(',')));
}

function isNamed(actual: string, name: string, match: string): boolean {
  return (name !== '' && actual === name) || (match !== '' && parseGlob(match)(actual));
}
