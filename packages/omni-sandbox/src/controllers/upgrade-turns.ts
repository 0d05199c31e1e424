import { ANNOTATIONS } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { ClusterView, MachineSetView, MachineView } from './cluster-view.ts';
import { machineState } from './machine-outputs.ts';

const { Stage } = specs.ClusterMachineStatusSpec;

/** Whose turn it is in rolling upgrades. */
export interface UpgradeTurns {
  readonly talos: ReadonlySet<string>;
  /** One machine at a time, control planes first. */
  readonly kubernetes: string | undefined;
}

/** Control planes go before workers; in a set as many at once as its upgrade strategy allows, one unless it says so. */
export function upgradeTurns(view: ClusterView): UpgradeTurns {
  const { talosVersion, kubernetesVersion } = view.cluster.spec;
  const talos = new Set<string>();
  let kubernetes: string | undefined;
  for (const set of view.sets) {
    const candidates = set.machines.filter(isRunningUnlocked);
    kubernetes ??= candidates.find(
      ({ clusterMachine }) => clusterMachine?.spec.kubernetesVersion !== kubernetesVersion,
    )?.id;
    const outdated = candidates.filter(({ config }) => config?.spec.talosVersion !== talosVersion);
    const busy = set.machines.filter(isUpgrading).length;
    if (talos.size > 0) continue;
    for (const { id } of outdated.slice(0, Math.max(0, parallelism(set) - busy))) talos.add(id);
    // The next set waits until this one is through.
    if (busy > 0 || outdated.length > 0) return { talos, kubernetes };
  }
  return { talos, kubernetes };
}

function parallelism({ set }: MachineSetView): number {
  return Math.max(1, set.spec.upgradeStrategyConfig?.rolling?.maxParallelism ?? 1);
}

function isRunningUnlocked(machine: MachineView): boolean {
  return (
    machineState(machine)?.stage === Stage.RUNNING &&
    !(ANNOTATIONS.locked in (machine.node?.resource.annotations ?? {}))
  );
}

/** True while a machine is down for a Talos upgrade. */
export function isUpgrading(machine: MachineView): boolean {
  const stage = machineState(machine)?.stage;
  return stage === Stage.UPGRADING || stage === Stage.REBOOTING;
}
