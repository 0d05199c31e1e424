import { compare, valid } from 'semver';
import { describeResource } from '../../../resources/resource.ts';
import type { ClusterSpec } from '../../../wire/gen/specs.ts';
import type { PlanFacts } from '../plan-facts.ts';
import type { Evidence, GuardCheck } from './evidence.ts';

export const talosDowngrade: GuardCheck = (facts) => downgrade(facts, 'Talos', ({ talosVersion }) => talosVersion);

export const kubernetesDowngrade: GuardCheck = (facts) =>
  downgrade(facts, 'Kubernetes', ({ kubernetesVersion }) => kubernetesVersion);

export const bothVersionsChanged: GuardCheck = (facts) => {
  const versions = versionsOf(facts);
  if (versions === undefined) return undefined;
  const { before, after, resource } = versions;
  if (before.talosVersion === after.talosVersion || before.kubernetesVersion === after.kubernetesVersion)
    return undefined;
  return {
    text: `Talos goes from ${before.talosVersion} to ${after.talosVersion} and Kubernetes from ${before.kubernetesVersion} to ${after.kubernetesVersion} in one step.`,
    resources: [resource],
  };
};

function downgrade(facts: PlanFacts, what: string, versionOf: (spec: ClusterSpec) => string): Evidence | undefined {
  const versions = versionsOf(facts);
  if (versions === undefined) return undefined;
  const [from, to] = [versionOf(versions.before), versionOf(versions.after)];
  if (valid(from) === null || valid(to) === null || compare(to, from) >= 0) return undefined;
  return { text: `${what} goes down from ${from} to ${to}.`, resources: [versions.resource] };
}

/** The specs of a cluster that is there and stays. */
function versionsOf({ before, after }: PlanFacts) {
  if (before.cluster === undefined || after.cluster === undefined) return undefined;
  return {
    before: before.cluster.spec,
    after: after.cluster.spec,
    resource: describeResource(after.cluster.metadata),
  };
}
