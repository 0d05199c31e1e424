import { ANNOTATIONS, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { TypedStore } from '../store/typed-store.ts';
import { type ClusterView, type MachineView, machinesOf } from './cluster-view.ts';
import { isUpgrading } from './upgrade-turns.ts';

/** Publishes how far the Talos and Kubernetes versions of a cluster are rolled out. */
export function writeUpgradeStatuses(store: TypedStore, view: ClusterView): void {
  writeTalos(store, view);
  writeKubernetes(store, view);
}

/** Takes back what {@link writeUpgradeStatuses} published. */
export function removeUpgradeStatuses(store: TypedStore, name: string): void {
  store.remove(types.TalosUpgradeStatus, name);
  store.remove(types.KubernetesUpgradeStatus, name);
}

function writeTalos(store: TypedStore, view: ClusterView): void {
  const { Phase } = specs.TalosUpgradeStatusSpec;
  const wanted = view.cluster.spec.talosVersion;
  const last = store.find(types.TalosUpgradeStatus, view.name)?.spec.lastUpgradeVersion || wanted;
  const machines = machinesOf(view).filter(({ config }) => config !== undefined && config.spec.talosVersion !== '');
  const outdated = machines.filter((machine) => machine.config?.spec.talosVersion !== wanted && !isLocked(machine));
  if (outdated.length === 0) {
    store.put(types.TalosUpgradeStatus, view.name, {
      owner: 'TalosUpgradeStatusController',
      spec: { phase: Phase.Done, lastUpgradeVersion: wanted, upgradeVersions: talosChoices(store, wanted) },
    });
    return;
  }
  const current = machines.find(isUpgrading);
  store.put(types.TalosUpgradeStatus, view.name, {
    owner: 'TalosUpgradeStatusController',
    spec: {
      phase: wanted === last ? Phase.Reverting : Phase.Upgrading,
      step: current === undefined ? 'no machines are currently upgrading' : `current machine: ${current.id}`,
      status: `updating machines ${machines.length - outdated.length + 1}/${machines.length}`,
      lastUpgradeVersion: last,
      currentUpgradeVersion: wanted,
    },
  });
}

function writeKubernetes(store: TypedStore, view: ClusterView): void {
  const { Phase } = specs.KubernetesUpgradeStatusSpec;
  const { kubernetesVersion: wanted, talosVersion } = view.cluster.spec;
  const previous = store.find(types.KubernetesUpgradeStatus, view.name);
  const machines = machinesOf(view).filter(({ clusterMachine }) => clusterMachine?.spec.kubernetesVersion);
  if (machines.length === 0 && previous === undefined) return;
  const outdated = machines.filter(
    (machine) => machine.clusterMachine?.spec.kubernetesVersion !== wanted && !isLocked(machine),
  );
  if (outdated.length === 0) {
    store.put(types.KubernetesUpgradeStatus, view.name, {
      owner: 'KubernetesUpgradeStatusController',
      spec: {
        phase: Phase.Done,
        lastUpgradeVersion: wanted,
        upgradeVersions: kubernetesChoices(store, talosVersion, wanted),
      },
    });
    return;
  }
  const last = previous?.spec.lastUpgradeVersion ?? '';
  store.put(types.KubernetesUpgradeStatus, view.name, {
    owner: 'KubernetesUpgradeStatusController',
    spec: {
      phase: wanted === last ? Phase.Reverting : Phase.Upgrading,
      step: `updating kubelet on ${outdated[0]?.id ?? ''}`,
      status: `${machines.length - outdated.length} of ${machines.length} nodes updated`,
      lastUpgradeVersion: last,
      currentUpgradeVersion: wanted,
    },
  });
}

function isLocked({ node }: MachineView): boolean {
  return ANNOTATIONS.locked in (node?.resource.annotations ?? {});
}

function talosChoices(store: TypedStore, version: string): string[] {
  return store.find(types.TalosVersion, version)?.spec.upgradableTalosVersions ?? [];
}

/** Compatible with the Talos version, and not more than one minor away. */
function kubernetesChoices(store: TypedStore, talosVersion: string, version: string): string[] {
  const compatible = store.find(types.TalosVersion, talosVersion)?.spec.compatibleKubernetesVersions ?? [];
  const minor = minorOf(version);
  return compatible.filter(
    (candidate) => candidate !== version && minorOf(candidate) >= minor && minorOf(candidate) <= minor + 1,
  );
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
