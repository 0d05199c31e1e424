import { ANNOTATIONS, LABELS, types } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import { coerce, type SemVer } from 'semver';
import type { ResourceInput, StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import { lockProblems, targetClusterProblems } from './machine-set-rules.ts';
import type { Problems } from './refusals.ts';

/** Rules for a machine that shall join a set. */
export function newNodeProblems(store: TypedStore, node: ResourceInput): Problems {
  const { cluster, set } = targetsOf(node);
  if (cluster === '' || set === '') return [];
  const machineSet = store.find(types.MachineSet, set);
  const returns =
    LABELS.managedByNodeController in node.labels && store.find(types.ClusterMachine, node.id) !== undefined;
  return [
    ...targetClusterProblems(store, cluster),
    ...lockProblems(store, cluster),
    machineSet === undefined && `machine set "${set}" does not exist`,
    machineSet?.resource.phase === 'tearingDown' && `machine set "${set}" is tearing down`,
    machineSet?.spec.machineAllocation !== undefined &&
      !returns &&
      `adding machine set node to the machine set "${set}" is not allowed: the machine set uses automated machine allocation`,
    ...talosProblems(store, node.id, store.find(types.Cluster, cluster)?.spec),
  ];
}

/** Rules for a changed node. */
export function changedNodeProblems(store: TypedStore, current: StoredResource): Problems {
  return lockProblems(store, targetsOf(current).cluster);
}

/** Rules for a node that shall go: a lock holds it, unless its set or cluster goes as well. */
export function removedNodeProblems(store: TypedStore, node: StoredResource): Problems {
  const { cluster, set } = targetsOf(node);
  const machineSet = store.find(types.MachineSet, set)?.resource;
  const owner = store.find(types.Cluster, cluster)?.resource;
  const orphaned = [machineSet, owner].some((target) => target === undefined || target.phase === 'tearingDown');
  return [
    ...lockProblems(store, cluster),
    ANNOTATIONS.locked in node.annotations &&
      !orphaned &&
      `machine set node "${node.id}" is locked: unlock it before removing it from the cluster`,
  ];
}

function targetsOf({ labels }: ResourceInput): { cluster: string; set: string } {
  return { cluster: labels[LABELS.cluster] ?? '', set: labels[LABELS.machineSet] ?? '' };
}

/** From this Talos on, Omni installs whatever version the cluster has. */
const ANY_VERSION_INSTALLS = '1.13.0';

function talosProblems(store: TypedStore, id: string, cluster: specs.ClusterSpec | undefined): Problems {
  const machine = store.find(types.MachineStatus, id);
  const installed = machine !== undefined && LABELS.installed in machine.resource.labels;
  const from = coerce(machine?.spec.talosVersion);
  const to = coerce(cluster?.talosVersion);
  if (machine === undefined || from === null || to === null || machine.spec.schematic?.inAgentMode === true) return [];
  const step = compareMinors(from, to);
  if (step > 0) {
    return [
      `cannot add machine set node to the cluster: the machine has newer Talos version installed: "${from.version}" than the cluster "${to.version}"`,
    ];
  }
  const installable = installed || (from.compare(ANY_VERSION_INSTALLS) >= 0 && to.compare(ANY_VERSION_INSTALLS) >= 0);
  return [
    step < 0 &&
      !installable &&
      `cannot add machine set node to the cluster: the machine runs Talos "${from.version}" from boot media, the cluster needs the same minor version as "${to.version}"`,
  ];
}

function compareMinors(left: SemVer, right: SemVer): number {
  return left.major - right.major || left.minor - right.minor;
}
