import { types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { annotation, label } from '../labels.ts';
import type { StoredResource } from '../store/stored-resource.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import { isLocked } from './cluster-rules.ts';
import type { Problems } from './refusals.ts';

type MachineSet = Typed<specs.MachineSetSpec>;

const { Type } = specs.MachineSetSpec.MachineAllocation;

/** Rules for a new machine set. */
export function newMachineSetProblems(store: TypedStore, set: MachineSet): Problems {
  const { resource } = set;
  const cluster = resource.labels[label.cluster] ?? '';
  const controlPlane = label.controlPlane in resource.labels;
  const worker = label.worker in resource.labels;
  if (cluster === '') return [`machine set "${resource.id}" does not have cluster label`];
  const bootstrapped = store.find(types.ClusterBootstrapStatus, cluster)?.spec.bootstrapped === true;
  return [
    controlPlane === worker && 'machine set should have exactly one of the control plane and worker role labels',
    !resource.id.startsWith(`${cluster}-`) &&
      `machine set id "${resource.id}" should start with the cluster name "${cluster}-"`,
    controlPlane &&
      resource.id !== controlPlaneId(cluster) &&
      `control plane machine set should have "${controlPlaneId(cluster)}" as the id`,
    worker &&
      resource.id === controlPlaneId(cluster) &&
      `worker machine set should not have "${resource.id}" as the id`,
    controlPlane &&
      bootstrapped &&
      `adding control plane machine set to an already bootstrapped cluster "${cluster}" is not allowed`,
    ...targetClusterProblems(store, cluster),
    ...lockProblems(store, cluster),
    ...specProblems(store, set),
  ];
}

/** Rules for a changed machine set. */
export function changedMachineSetProblems(store: TypedStore, current: MachineSet, next: MachineSet): Problems {
  const cluster = current.resource.labels[label.cluster] ?? '';
  const from = current.spec.bootstrapSpec;
  const to = next.spec.bootstrapSpec;
  const bootstrapChanged = from?.clusterUuid !== to?.clusterUuid || from?.snapshot !== to?.snapshot;
  const bootstrapped = store.find(types.ClusterBootstrapStatus, cluster)?.spec.bootstrapped === true;
  const modeChanged = (current.spec.machineAllocation === undefined) !== (next.spec.machineAllocation === undefined);
  return [
    next.resource.labels[label.cluster] !== cluster && 'cluster label cannot be changed',
    bootstrapChanged && !(to === undefined && bootstrapped) && 'bootstrap spec is immutable after creation',
    modeChanged &&
      nodesOf(store, current.resource.id) > 0 &&
      'machine set is not empty: switching between manual and machine class allocation is not allowed',
    ...lockProblems(store, cluster),
    ...specProblems(store, next),
  ];
}

/** Rules for a machine set that shall go. */
export function removedMachineSetProblems(store: TypedStore, { labels }: StoredResource): Problems {
  return lockProblems(store, labels[label.cluster] ?? '');
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
    !(annotation.importInProgress in cluster.annotations);
  return [refused && `changes are not allowed: the cluster "${name}" is locked`];
}

function specProblems(store: TypedStore, { resource, spec }: MachineSet): Problems {
  const worker = !(label.controlPlane in resource.labels);
  return [
    spec.bootstrapSpec !== undefined && worker && 'bootstrap spec is not allowed for worker machine sets',
    spec.bootstrapSpec !== undefined &&
      /^\/|(^|\/)\.\.(\/|$)/.test(spec.bootstrapSpec.snapshot) &&
      `invalid snapshot path "${spec.bootstrapSpec.snapshot}"`,
    ...allocationProblems(store, spec.machineAllocation),
  ];
}

function allocationProblems(
  store: TypedStore,
  allocation: specs.MachineSetSpec.MachineAllocation | undefined,
): Problems {
  if (allocation === undefined) return [];
  if (allocation.name === '') return ['machine allocation source name is not set'];
  const machineClass = store.find(types.MachineClass, allocation.name);
  if (machineClass === undefined) return [`machine class with name "${allocation.name}" doesn't exist`];
  const unlimited = allocation.allocationType !== Type.Static;
  return [
    unlimited && allocation.machineCount > 0 && 'machine count can be set only if static allocation type is used',
    unlimited &&
      machineClass.spec.autoProvision !== undefined &&
      'machine classes which auto provision machines do not support unlimited allocation type',
  ];
}

function controlPlaneId(cluster: string): string {
  return `${cluster}-control-planes`;
}

function nodesOf(store: TypedStore, set: string): number {
  return store.list(types.MachineSetNode, { labels: { [label.machineSet]: set } }).length;
}
