import { createHash } from 'node:crypto';
import { LABELS, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { pick } from '../entries.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { MachineSetView, MachineView } from './cluster-view.ts';
import { isUpgrading } from './upgrade-turns.ts';

const { Stage } = specs.ClusterMachineStatusSpec;
const Phase = specs.MachineSetPhase;

/** Counts of one set, and what they amount to. */
export interface MachineSetSummary {
  readonly machines: specs.Machines;
  readonly phase: number;
  readonly ready: boolean;
}

/** Pure: what a set's status says about its machines. */
export function summarizeMachineSet({ set, machines }: MachineSetView): MachineSetSummary {
  const members = machines.filter(({ clusterMachine }) => clusterMachine !== undefined);
  const counts = {
    total: members.length,
    healthy: members.filter(isHealthy).length,
    connected: members.filter(isConnected).length,
    requested: machines.filter(({ node }) => node?.resource.phase === 'running').length,
  };
  const phase = phaseOf(set.resource.phase === 'tearingDown', counts, members);
  return { machines: counts, phase, ready: phase === Phase.Running && counts.healthy === counts.total };
}

/** Publishes the status of a set. */
export function writeMachineSetStatus(store: TypedStore, view: MachineSetView): void {
  const { set, machines } = view;
  const { resource, spec } = set;
  const summary = summarizeMachineSet(view);
  const hashes = machines.map(({ config }) => config?.spec.clusterMachineConfigSha256 ?? '').join('');
  store.put(types.MachineSetStatus, resource.id, {
    owner: 'MachineSetStatusController',
    labels: pick(resource.labels, [LABELS.cluster, LABELS.controlPlaneRole, LABELS.workerRole]),
    spec: {
      ...summary,
      configHash: createHash('sha256').update(hashes).digest('hex'),
      ...(spec.machineAllocation !== undefined && { machineAllocation: spec.machineAllocation }),
      lockedUpdates: machines.filter(({ status }) => LABELS.lockedUpdate in (status?.resource.labels ?? {})).length,
    },
  });
}

function phaseOf(destroying: boolean, counts: specs.Machines, members: readonly MachineView[]): number {
  if (destroying) return Phase.Destroying;
  if (members.some(({ clusterMachine }) => clusterMachine?.resource.phase === 'tearingDown')) return Phase.ScalingDown;
  if (counts.total < counts.requested || counts.connected < counts.total) return Phase.ScalingUp;
  if (members.some(isUpgrading)) return Phase.Upgrading;
  const reconfiguring = members.some(
    ({ status }) => status?.spec.configUpToDate === false && !isWaitingLocked(status.resource.labels),
  );
  return reconfiguring ? Phase.Reconfiguring : Phase.Running;
}

function isWaitingLocked(labels: Readonly<Record<string, string>>): boolean {
  return LABELS.lockedUpdate in labels;
}

function isConnected({ status }: MachineView): boolean {
  return LABELS.connected in (status?.resource.labels ?? {});
}

/** True for a machine that runs and answers. */
export function isHealthy(machine: MachineView): boolean {
  return isConnected(machine) && machine.status?.spec.ready === true && machine.status.spec.stage === Stage.RUNNING;
}
