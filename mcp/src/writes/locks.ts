import {
  ANNOTATIONS,
  LABELS,
  type Resource,
  type ResourceChange,
  resourceTypeInfo,
  type State,
  types,
} from '@fleetwright/omni-core';
import type { Precondition } from './write-plan.ts';

const MACHINE_LABELS = [LABELS.clusterMachine, LABELS.machine] as const;

/** Says of every locked cluster and machine a set of changes touches that it must be unlocked first. */
export async function lockPreconditions(
  changes: readonly ResourceChange[],
  state: State,
  signal: AbortSignal,
): Promise<readonly Precondition[]> {
  const resources = changes
    .flatMap(({ before, after }) => [before, after])
    .filter((resource) => resource !== undefined);
  const clusters = unique(resources.map(clusterOf));
  const machines = unique(resources.map(machineOf));
  const [lockedClusters, lockedMachines] = await Promise.all([
    locked(state, types.Cluster, clusters, ANNOTATIONS.clusterLocked, signal),
    locked(state, types.MachineSetNode, machines, ANNOTATIONS.locked, signal),
  ]);
  return [
    ...lockedClusters.map((name) => stillLocked('cluster', name)),
    ...lockedMachines.map((id) => stillLocked('machine', id)),
  ];
}

async function locked(
  state: State,
  type: typeof types.Cluster | typeof types.MachineSetNode,
  ids: readonly string[],
  annotation: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = await Promise.all(ids.map((id) => state.find<unknown>(type, id, { signal })));
  return found.flatMap((resource) =>
    resource && annotation in resource.metadata.annotations ? [resource.metadata.id] : [],
  );
}

function clusterOf({ type, metadata }: Resource): string | undefined {
  const relation = resourceTypeInfo(type)?.clusterRelation;
  return relation === 'id' ? metadata.id : metadata.labels[LABELS.cluster];
}

function machineOf({ type, metadata }: Resource): string | undefined {
  if (type.type === types.MachineSetNode.type) return metadata.id;
  return MACHINE_LABELS.map((label) => metadata.labels[label]).find((id) => id !== undefined);
}

function unique(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}

function stillLocked(kind: 'cluster' | 'machine', name: string): Precondition {
  return {
    check: `${kind} is not locked`,
    ok: false,
    detail: `The ${kind} ${name} is locked. A person decided that; ask before unlocking it with omni_lock.`,
  };
}
