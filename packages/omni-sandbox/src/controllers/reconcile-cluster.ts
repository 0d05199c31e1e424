import { types } from '@fleetwright/omni-core';
import type { TypedStore } from '../store/typed-store.ts';
import { allocateNodes } from './allocate-nodes.ts';
import { writeClusterStatus } from './cluster-status.ts';
import { type ClusterView, readClusterView } from './cluster-view.ts';
import { writeMachineSetStatus } from './machine-set-status.ts';
import { reconcileMachines } from './reconcile-machines.ts';
import { CLUSTER_FINALIZER, reconcileTeardown, SET_FINALIZER } from './teardown.ts';
import { writeUpgradeStatuses } from './upgrade-status.ts';

/**
 * One simulated step of a cluster: machines move on, then statuses say so.
 * Writes nothing once the cluster is as it should be, so repeating it comes to rest.
 */
export function reconcileCluster(store: TypedStore, name: string): void {
  const before = readClusterView(store, name);
  if (before === undefined) return;
  if (before.cluster.resource.phase === 'running') {
    hold(store, before);
    allocateNodes(store, before);
    reconcileMachines(store, before);
  }
  reconcileTeardown(store, before);

  const after = readClusterView(store, name);
  // The last step of a teardown took the statuses away; writing them again would bring them back.
  if (after === undefined || (after.sets.length === 0 && after.cluster.resource.phase === 'tearingDown')) return;
  for (const set of after.sets) {
    if (set.set.resource.phase === 'running' || set.machines.length > 0) writeMachineSetStatus(store, set);
  }
  writeClusterStatus(store, after);
  if (after.cluster.resource.phase === 'running') writeUpgradeStatuses(store, after);
}

/** Finalizers keep a cluster and its sets until their teardown was carried out. */
function hold(store: TypedStore, { name, cluster, sets }: ClusterView): void {
  store.put(types.Cluster, name, { finalizers: withFinalizer(cluster.resource.finalizers, CLUSTER_FINALIZER) });
  for (const { set } of sets) {
    if (set.resource.phase !== 'running') continue;
    store.put(types.MachineSet, set.resource.id, {
      finalizers: withFinalizer(set.resource.finalizers, SET_FINALIZER),
    });
  }
}

function withFinalizer(finalizers: readonly string[], finalizer: string): readonly string[] {
  return finalizers.includes(finalizer) ? finalizers : [...finalizers, finalizer];
}
