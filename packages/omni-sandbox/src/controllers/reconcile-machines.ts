import { ANNOTATIONS, LABELS, types } from '@fleetwright/omni-core';
import { pick } from '../entries.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { ClusterView, MachineSetView, MachineView } from './cluster-view.ts';
import { bindMachine, setTalosVersion } from './machine-binding.ts';
import { MachineConfigs } from './machine-config.ts';
import {
  type ConfigVersion,
  configDiff,
  currentConfig,
  recordConfigChange,
  writeWantedConfig,
} from './machine-config-outputs.ts';
import { isUpToDate, type MachineGoal, type MachineState, NEW_MACHINE, nextMachineState } from './machine-lifecycle.ts';
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
  publish(store, { view, set, machine, configs, next, goal, locked, connected });
  if (current !== undefined && next.talosVersion !== current.talosVersion) {
    setTalosVersion(store, id, next.talosVersion);
  }
}

interface Publication extends Pick<Step, 'view' | 'set' | 'machine' | 'configs'> {
  readonly next: MachineState;
  readonly goal: MachineGoal;
  readonly locked: boolean;
  readonly connected: boolean;
}

/** Shows where a machine is, what it runs, and what it shall run. */
function publish(store: TypedStore, publication: Publication): void {
  const { view, machine, set, configs, next, goal, locked, connected } = publication;
  const { id } = machine;
  const patches = configs.patches(set.set.resource.id, id);
  const version = ({ configHash, talosVersion, kubernetesVersion }: MachineGoal): ConfigVersion => ({
    key: `${configHash} ${talosVersion} ${kubernetesVersion}`,
    facts: {
      cluster: view.name,
      controlPlane: set.controlPlane,
      talosVersion,
      kubernetesVersion,
      schematicId: machine.machine?.spec.schematic?.fullId ?? '',
      patches,
    },
  });
  const labels = pick(machine.clusterMachine?.resource.labels ?? {}, INHERITED_LABELS);
  const before = currentConfig(store, id, undefined);
  const config = currentConfig(store, id, next.configHash === goal.configHash ? version(next) : undefined);
  const wanted = writeWantedConfig(store, id, version(goal), labels);
  const outdated = !isUpToDate(next, goal);
  writeMachineState(store, machine, next, { locked, connected, outdated, patches, config });
  writePendingUpdate(store, machine, next, { ...goal, configDiff: configDiff(config, wanted) });
  recordConfigChange(store, id, { from: before, to: config, cluster: view.name });
}
