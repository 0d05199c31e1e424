import { ANNOTATIONS, LABELS, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { StoredResource } from '../store/stored-resource.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import { isLocked } from './cluster-rules.ts';
import type { Problems } from './refusals.ts';

type MachineSet = Typed<specs.MachineSetSpec>;

const { Type } = specs.MachineSetSpec.MachineAllocation;

/** Rules for a new machine set. */
export function newMachineSetProblems(store: TypedStore, { resource, spec }: MachineSet): Problems {
  const cluster = resource.labels[LABELS.cluster] ?? '';
  if (cluster === '') return [];
  return [
    LABELS.controlPlaneRole in resource.labels &&
      isBootstrapped(store, cluster) &&
      `adding control plane machine set to an already bootstrapped cluster "${cluster}" is not allowed`,
    ...targetClusterProblems(store, cluster),
    ...lockProblems(store, cluster),
    ...allocationProblems(store, spec.machineAllocation),
  ];
}

/** Rules for a changed machine set. */
export function changedMachineSetProblems(store: TypedStore, current: MachineSet, next: MachineSet): Problems {
  const cluster = current.resource.labels[LABELS.cluster] ?? '';
  const forgetsBootstrap = current.spec.bootstrapSpec !== undefined && next.spec.bootstrapSpec === undefined;
  const modeChanged = (current.spec.machineAllocation === undefined) !== (next.spec.machineAllocation === undefined);
  return [
    forgetsBootstrap && !isBootstrapped(store, cluster) && 'bootstrap spec is immutable after creation',
    modeChanged &&
      nodesOf(store, current.resource.id) > 0 &&
      'machine set is not empty: switching between manual and machine class allocation is not allowed',
    ...lockProblems(store, cluster),
    ...allocationProblems(store, next.spec.machineAllocation),
  ];
}

/** Rules for a machine set that shall go. */
export function removedMachineSetProblems(store: TypedStore, { labels }: StoredResource): Problems {
  return lockProblems(store, labels[LABELS.cluster] ?? '');
}

/** Reasons why nothing may be added to a cluster. */
export function targetClusterProblems(store: TypedStore, name: string): Problems {
  const cluster = store.find(types.Cluster, name);
  return [
    cluster === undefined && `cluster "${name}" does not exist`,
    cluster?.resource.phase === 'tearingDown' && `cluster "${name}" is tearing down`,
  ];
}

/** A locked cluster refuses changes to its parts, unless it is being imported. */
export function lockProblems(store: TypedStore, name: string): Problems {
  const cluster = store.find(types.Cluster, name)?.resource;
  const refused =
    cluster !== undefined &&
    cluster.phase === 'running' &&
    isLocked(cluster) &&
    !(ANNOTATIONS.clusterImportInProgress in cluster.annotations);
  return [refused && `changes are not allowed: the cluster "${name}" is locked`];
}

function allocationProblems(
  store: TypedStore,
  allocation: specs.MachineSetSpec.MachineAllocation | undefined,
): Problems {
  if (allocation === undefined || allocation.name === '') return [];
  const machineClass = store.find(types.MachineClass, allocation.name);
  if (machineClass === undefined) return [`machine class with name "${allocation.name}" doesn't exist`];
  return [
    allocation.allocationType !== Type.Static &&
      machineClass.spec.autoProvision !== undefined &&
      'machine classes which auto provision machines do not support unlimited allocation type',
  ];
}

function isBootstrapped(store: TypedStore, cluster: string): boolean {
  return store.find(types.ClusterBootstrapStatus, cluster)?.spec.bootstrapped === true;
}

function nodesOf(store: TypedStore, set: string): number {
  return store.list(types.MachineSetNode, { labels: { [LABELS.machineSet]: set } }).length;
}
