import { ANNOTATIONS, LABELS, types } from '@fleetwright/omni-core';
import { pick } from '../entries.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { ClusterView, MachineSetView, MachineView } from './cluster-view.ts';
import { bindMachine, setTalosVersion } from './machine-binding.ts';
import { MachineConfigs } from './machine-config.ts';
import { isUpToDate, NEW_MACHINE, nextMachineState } from './machine-lifecycle.ts';
import { INHERITED_LABELS, machineState, writeMachineState, writePendingUpdate } from './machine-outputs.ts';
import { type UpgradeTurns, upgradeTurns } from './upgrade-turns.ts';

/** Holds a ClusterMachine until the machine was reset. */
export const MACHINE_FINALIZER = 'ClusterMachineController';
/** Holds a MachineSetNode until its ClusterMachine is gone. */
export const NODE_FINALIZER = 'MachineSetStatusController';

/** Moves every machine of a living cluster one step towards what the cluster wants. */
export function reconcileMachines(store: TypedStore, view: ClusterView): void {
  const configs = new MachineConfigs(store, view);
  const turns = upgradeTurns(view);
  for (const set of view.sets) {
    for (const machine of set.machines) {
      const { node, clusterMachine } = machine;
      if (clusterMachine === undefined) {
        if (node?.resource.phase === 'running' && set.set.resource.phase === 'running') joinCluster(store, machine);
      } else if (clusterMachine.resource.phase === 'running') {
        stepMachine(store, { view, set, machine, configs, turns });
      }
    }
  }
}

function joinCluster(store: TypedStore, { id, node }: MachineView): void {
  if (node === undefined) return;
  const labels = pick(node.resource.labels, INHERITED_LABELS);
  store.patch(node.resource, { finalizers: [...new Set([...node.resource.finalizers, NODE_FINALIZER])] });
  store.put(types.ClusterMachine, id, {
    owner: 'MachineSetStatusController',
    labels,
    finalizers: [MACHINE_FINALIZER],
    spec: {},
  });
  bindMachine(store, id, labels);
}

interface Step {
  readonly view: ClusterView;
  readonly set: MachineSetView;
  readonly machine: MachineView;
  readonly configs: MachineConfigs;
  readonly turns: UpgradeTurns;
}

function stepMachine(store: TypedStore, { view, set, machine, configs, turns }: Step): void {
  const { id, node, machine: hardware } = machine;
  const setId = set.set.resource.id;
  const goal = {
    configHash: configs.hash(setId, id),
    talosVersion: view.cluster.spec.talosVersion,
    kubernetesVersion: view.cluster.spec.kubernetesVersion,
  };
  const locked = node !== undefined && ANNOTATIONS.locked in node.resource.annotations;
  const connected = hardware !== undefined && LABELS.connected in hardware.resource.labels;
  const current = machineState(machine);
  const next =
    current === undefined
      ? NEW_MACHINE
      : nextMachineState(current, goal, {
          connected,
          locked,
          mayUpgradeTalos: turns.talos.has(id),
          mayUpgradeKubernetes: turns.kubernetes === id,
        });
  const outdated = !isUpToDate(next, goal);
  writeMachineState(store, machine, next, { locked, connected, outdated, patches: configs.patches(setId, id) });
  writePendingUpdate(store, machine, next, goal);
  if (current !== undefined && next.talosVersion !== current.talosVersion) {
    setTalosVersion(store, id, next.talosVersion);
  }
}
