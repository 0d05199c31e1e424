import { LABELS, type ResourceType, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import { removeClusterStatus } from './cluster-status.ts';
import { type ClusterView, type MachineSetView, type MachineView, machinesOf } from './cluster-view.ts';
import { releaseMachine } from './machine-binding.ts';
import { removeMachineOutputs } from './machine-outputs.ts';
import { MACHINE_FINALIZER, NODE_FINALIZER } from './reconcile-machines.ts';
import { removeUpgradeStatuses } from './upgrade-status.ts';

const { Stage } = specs.ClusterMachineStatusSpec;

/** Holds a Cluster until everything that belongs to it is gone. */
export const CLUSTER_FINALIZER = 'ClusterController';
/** Holds a MachineSet until its machines are gone. */
export const SET_FINALIZER = 'MachineSetStatusController';

/** What people made for a cluster and nobody needs without it. */
const CLUSTER_CHILDREN: readonly ResourceType[] = [
  types.ConfigPatch,
  types.ExtensionsConfiguration,
  types.KubernetesManifestGroup,
  types.KubernetesHealthCheck,
  types.NodeForceDestroyRequest,
];

/** Moves everything of the cluster that is on its way out one step further; the order is machines, sets, cluster. */
export function reconcileTeardown(store: TypedStore, view: ClusterView): void {
  const clusterGoes = view.cluster.resource.phase === 'tearingDown';
  for (const set of view.sets) {
    if (clusterGoes) tearDown(store, set.set.resource);
    if (clusterGoes || set.set.resource.phase === 'tearingDown') {
      for (const { node } of set.machines) if (node !== undefined) tearDown(store, node.resource);
    }
    for (const machine of set.machines) removeMachine(store, machine);
    removeSet(store, set);
  }
  if (clusterGoes) removeCluster(store, view);
}

function removeMachine(store: TypedStore, { id, node, clusterMachine, status, machine }: MachineView): void {
  const nodeGoes = node === undefined || node.resource.phase === 'tearingDown';
  if (!nodeGoes) return;
  if (clusterMachine === undefined) {
    if (node !== undefined) dropFinalizer(store, node.resource, NODE_FINALIZER);
    return;
  }
  if (clusterMachine.resource.phase === 'running') {
    tearDown(store, clusterMachine.resource);
    if (status !== undefined) {
      store.put(types.ClusterMachineStatus, id, { spec: { ...status.spec, stage: Stage.DESTROYING } });
    }
    return;
  }
  // A machine that Omni knows but cannot reach has to be reset first; removing its link says it is gone for good.
  const unreachable = machine !== undefined && !(LABELS.connected in machine.resource.labels);
  if (unreachable) return;
  removeMachineOutputs(store, id);
  dropFinalizer(store, clusterMachine.resource, MACHINE_FINALIZER);
  store.remove(types.ClusterMachine, id);
  store.remove(types.NodeForceDestroyRequest, id);
  releaseMachine(store, id);
}

function removeSet(store: TypedStore, { set, machines }: MachineSetView): void {
  const { resource } = set;
  if (resource.phase !== 'tearingDown') return;
  if (machines.length > 0) {
    const phase = `Destroying: ${counted(machines.length, 'machine')}`;
    store.put(types.MachineSetDestroyStatus, resource.id, {
      owner: 'MachineSetDestroyStatusController',
      spec: { phase },
    });
    return;
  }
  store.remove(types.MachineSetDestroyStatus, resource.id);
  store.remove(types.ControlPlaneStatus, resource.id);
  store.remove(types.MachineSetStatus, resource.id);
  dropFinalizer(store, resource, SET_FINALIZER);
}

function removeCluster(store: TypedStore, view: ClusterView): void {
  const { name, cluster, sets } = view;
  const phase = `Destroying: ${counted(sets.length, 'machine set')}, ${counted(machinesOf(view).length, 'machine')}`;
  store.put(types.ClusterDestroyStatus, name, { owner: 'ClusterDestroyStatusController', spec: { phase } });
  removeUpgradeStatuses(store, name);
  if (sets.length > 0) return;
  let held = false;
  for (const type of CLUSTER_CHILDREN) {
    for (const { resource } of store.list(type, { labels: { [LABELS.cluster]: name } })) {
      tearDown(store, resource);
      held = true;
    }
  }
  if (held) return;
  removeClusterStatus(store, name);
  store.remove(types.ImportedClusterSecret, name);
  store.remove(types.ClusterDestroyStatus, name);
  dropFinalizer(store, cluster.resource, CLUSTER_FINALIZER);
}

function tearDown(store: TypedStore, resource: StoredResource): void {
  store.store.teardown(resource, resource.owner);
}

function dropFinalizer(store: TypedStore, resource: StoredResource, finalizer: string): void {
  const current = store.store.find(resource);
  if (current === undefined) return;
  store.patch(current, { finalizers: current.finalizers.filter((held) => held !== finalizer) });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
