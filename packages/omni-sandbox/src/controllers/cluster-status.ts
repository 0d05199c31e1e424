import { randomUUID } from 'node:crypto';
import { LABELS, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { TypedStore } from '../store/typed-store.ts';
import { type ClusterView, machinesOf } from './cluster-view.ts';
import { isHealthy, type MachineSetSummary, summarizeMachineSet } from './machine-set-status.ts';

const { Phase } = specs.ClusterStatusSpec;
const SetPhase = specs.MachineSetPhase;

/** Publishes everything that is about a cluster as a whole. */
export function writeClusterStatus(store: TypedStore, view: ClusterView): void {
  const { name, cluster } = view;
  const summaries = view.sets.map((set) => summarizeMachineSet(set));
  const controlPlanes = view.sets.filter(({ controlPlane }) => controlPlane).flatMap(({ machines }) => machines);
  const controlPlaneReady = controlPlanes.length > 0 && controlPlanes.every(isHealthy);
  const machines = sum(summaries);
  const phase = phaseOf(cluster.resource.phase === 'tearingDown', summaries);
  const previous = store.find(types.ClusterStatus, name);
  const isImported = store.find(types.ImportedClusterSecret, name) !== undefined;
  store.put(types.ClusterStatus, name, {
    owner: 'ClusterStatusController',
    ...(isImported && { labels: { ...previous?.resource.labels, [LABELS.taintedByImporting]: '' } }),
    spec: {
      available: machines.total > 0,
      machines,
      phase,
      ready: phase === Phase.RUNNING && controlPlaneReady && summaries.every(({ ready }) => ready),
      kubernetesAPIReady: controlPlanes.some(isHealthy),
      controlplaneReady: controlPlaneReady,
      hasConnectedControlPlanes: controlPlanes.some(
        ({ status }) => LABELS.connected in (status?.resource.labels ?? {}),
      ),
      useEmbeddedDiscoveryService: cluster.spec.features?.useEmbeddedDiscoveryService ?? false,
      talosVersion: cluster.spec.talosVersion,
      kubernetesVersion: cluster.spec.kubernetesVersion,
      initialTalosVersion: previous?.spec.initialTalosVersion || cluster.spec.talosVersion,
    },
  });
  writeControlPlane(store, view, controlPlanes.some(isHealthy), controlPlaneReady);
  writeKubernetesNodes(store, view);
  if (store.find(types.ClusterUUID, name) === undefined) {
    const uuid = randomUUID();
    store.put(types.ClusterUUID, name, {
      owner: 'ClusterUUIDController',
      labels: { [LABELS.clusterUuid]: uuid },
      spec: { uuid },
    });
  }
}

/** Takes back what {@link writeClusterStatus} published. */
export function removeClusterStatus(store: TypedStore, name: string): void {
  for (const type of [
    types.KubernetesStatus,
    types.LoadBalancerStatus,
    types.ClusterBootstrapStatus,
    types.ClusterUUID,
    types.ClusterStatus,
  ]) {
    store.remove(type, name);
  }
}

function writeControlPlane(store: TypedStore, { name, sets }: ClusterView, serving: boolean, ready: boolean): void {
  store.put(types.LoadBalancerStatus, name, {
    owner: 'LoadBalancerController',
    labels: { [LABELS.cluster]: name },
    spec: { healthy: serving },
  });
  const bootstrapped = serving || store.find(types.ClusterBootstrapStatus, name)?.spec.bootstrapped === true;
  store.put(types.ClusterBootstrapStatus, name, { owner: 'ClusterBootstrapStatusController', spec: { bootstrapped } });
  if (!bootstrapped) return;
  const { Status } = specs.ControlPlaneStatusSpec.Condition;
  const status = ready ? Status.Ready : Status.NotReady;
  for (const { set, controlPlane } of sets) {
    // A set on its way out has its status taken away by the teardown.
    if (!controlPlane || set.resource.phase === 'tearingDown') continue;
    store.put(types.ControlPlaneStatus, set.resource.id, {
      owner: 'ControlPlaneStatusController',
      labels: { [LABELS.cluster]: name },
      spec: {
        conditions: [
          { type: specs.ConditionType.WireguardConnection, status },
          { type: specs.ConditionType.Etcd, status },
        ],
      },
    });
  }
}

const STATIC_PODS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

function writeKubernetesNodes(store: TypedStore, view: ClusterView): void {
  const joined = machinesOf(view).filter(({ clusterMachine }) => clusterMachine?.spec.kubernetesVersion);
  if (joined.length === 0) return;
  const nodes = joined.map((machine) => ({
    nodename: machine.machine?.spec.network?.hostname ?? machine.id,
    kubeletVersion: machine.clusterMachine?.spec.kubernetesVersion ?? '',
    ready: isHealthy(machine),
    controlPlane: LABELS.controlPlaneRole in (machine.clusterMachine?.resource.labels ?? {}),
  }));
  store.put(types.KubernetesStatus, view.name, {
    owner: 'KubernetesStatusController',
    labels: { [LABELS.cluster]: view.name },
    spec: {
      nodes: nodes.map(({ nodename, kubeletVersion, ready }) => ({ nodename, kubeletVersion, ready })),
      staticPods: nodes
        .filter(({ controlPlane }) => controlPlane)
        .map(({ nodename, kubeletVersion: version, ready }) => ({
          nodename,
          staticPods: STATIC_PODS.map((app) => ({ app, version, ready })),
        })),
    },
  });
}

function phaseOf(destroying: boolean, summaries: readonly MachineSetSummary[]): number {
  if (destroying) return Phase.DESTROYING;
  if (summaries.some(({ phase }) => phase === SetPhase.ScalingUp)) return Phase.SCALING_UP;
  if (summaries.some(({ phase }) => phase === SetPhase.ScalingDown || phase === SetPhase.Destroying)) {
    return Phase.SCALING_DOWN;
  }
  return Phase.RUNNING;
}

function sum(summaries: readonly MachineSetSummary[]): specs.Machines {
  const total = { total: 0, healthy: 0, connected: 0, requested: 0 };
  for (const { machines } of summaries) {
    total.total += machines.total;
    total.healthy += machines.healthy;
    total.connected += machines.connected;
    total.requested += machines.requested;
  }
  return total;
}
