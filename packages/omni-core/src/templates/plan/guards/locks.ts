import { ANNOTATIONS } from '../../../resources/label-names.ts';
import { types } from '../../../resources/registry.ts';
import { describeResource, type Resource } from '../../../resources/resource.ts';
import { nameOf } from '../../sync/read-state.ts';
import { subjectOf } from '../../sync/steps.ts';
import { isOf } from '../cluster-shape.ts';
import { machineOf, type PlanFacts } from '../plan-facts.ts';
import { few, type GuardCheck } from './evidence.ts';

export const clusterLocked: GuardCheck = (facts) => {
  const { cluster } = facts.before;
  if (cluster === undefined || facts.steps.length === 0) return undefined;
  const { annotations } = cluster.metadata;
  // While a cluster is being imported, its lock is Omni's own and does not hold.
  if (!(ANNOTATIONS.clusterLocked in annotations) || ANNOTATIONS.clusterImportInProgress in annotations)
    return undefined;
  const name = cluster.metadata.id;
  const isKept =
    facts.after.cluster === undefined || ANNOTATIONS.clusterLocked in facts.after.cluster.metadata.annotations;
  return {
    text: isKept
      ? `The cluster ${name} is locked.`
      : `The cluster ${name} is locked, and the sync takes its lock away.`,
    resources: [describeResource(cluster.metadata)],
  };
};

export const machineLocked: GuardCheck = (facts) => {
  if (facts.kind === 'delete') return undefined;
  const lockedHere = lockedByTemplate(facts.wanted.resources);
  const touched = [...facts.before.machines.values()].filter(
    ({ id, locked }) => locked && !lockedHere.has(id) && isTouched(id, facts),
  );
  if (touched.length === 0) return undefined;
  const names = few(touched.map(({ id }) => id));
  return {
    text: touched.length === 1 ? `The machine ${names} is locked.` : `${touched.length} machines are locked: ${names}.`,
    resources: touched.map(({ resource }) => resource),
  };
};

/** What the template locks itself, it may change: Omni holds the change back until the template unlocks it. */
function lockedByTemplate(wanted: readonly Resource[]): ReadonlySet<string> {
  const nodes = wanted.filter((resource) => isOf(resource, types.MachineSetNode));
  return new Set(
    nodes.filter(({ metadata }) => ANNOTATIONS.locked in metadata.annotations).map(({ metadata }) => metadata.id),
  );
}

/** True for a locked machine that goes, loses its lock unasked, or is configured by a resource of its own. */
function isTouched(id: string, facts: PlanFacts): boolean {
  const { after, before, wanted } = facts;
  const stays = after.machines.get(id);
  if (stays === undefined) return true;
  if (!stays.locked && !wanted.unlocked.has(id)) return true;
  const node = before.machines.get(id)?.resource;
  return facts.steps.some((step) => {
    const subject = subjectOf(step);
    return machineOf(subject) === id && nameOf(subject) !== node;
  });
}
