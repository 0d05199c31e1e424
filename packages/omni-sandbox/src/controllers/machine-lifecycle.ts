import { specs } from '@fleetwright/omni-core/wire';

const { Stage } = specs.ClusterMachineStatusSpec;

/** What a machine in a cluster is and runs. */
export interface MachineState {
  /** Number of `ClusterMachineStatusSpec.Stage`. */
  readonly stage: number;
  /** Hash of the configuration it runs; empty before the first. */
  readonly configHash: string;
  readonly talosVersion: string;
  readonly kubernetesVersion: string;
  /** What the status last said: an outdated machine is shown as such for one step before it changes. */
  readonly upToDate: boolean;
}

/** What its cluster wants it to run. */
export type MachineGoal = Pick<MachineState, 'configHash' | 'talosVersion' | 'kubernetesVersion'>;

export interface MachineConditions {
  /** The machine answers; one that does not stays as it is. */
  readonly connected: boolean;
  /** A locked machine is never changed, only shown as outdated. */
  readonly locked: boolean;
  /** It is this machine's turn in a rolling Talos upgrade. */
  readonly mayUpgradeTalos: boolean;
  /** It is this machine's turn in a Kubernetes upgrade. */
  readonly mayUpgradeKubernetes: boolean;
}

/** A machine that was just told to join. */
export const NEW_MACHINE: MachineState = {
  stage: Stage.INSTALLING,
  configHash: '',
  talosVersion: '',
  kubernetesVersion: '',
  upToDate: false,
};

/** Where a machine is one step later. Returns the same object when nothing changes. */
export function nextMachineState(state: MachineState, goal: MachineGoal, conditions: MachineConditions): MachineState {
  if (!conditions.connected) return state;
  switch (state.stage) {
    case Stage.INSTALLING:
      return { ...state, stage: Stage.BOOTING, talosVersion: goal.talosVersion };
    case Stage.BOOTING:
      return { ...state, stage: Stage.CONFIGURING };
    case Stage.CONFIGURING:
      return { ...goal, stage: Stage.RUNNING, talosVersion: state.talosVersion, upToDate: true };
    case Stage.UPGRADING:
      return { ...state, stage: Stage.REBOOTING };
    case Stage.REBOOTING:
      return { ...state, stage: Stage.RUNNING, talosVersion: goal.talosVersion };
    case Stage.RUNNING:
      return nextRunningState(state, goal, conditions);
    default:
      return state;
  }
}

function nextRunningState(state: MachineState, goal: MachineGoal, conditions: MachineConditions): MachineState {
  const { locked, mayUpgradeTalos, mayUpgradeKubernetes } = conditions;
  if (isUpToDate(state, goal)) return state.upToDate ? state : { ...state, upToDate: true };
  if (state.upToDate) return { ...state, upToDate: false };
  if (locked) return state;
  if (state.talosVersion !== goal.talosVersion) {
    return mayUpgradeTalos ? { ...state, stage: Stage.UPGRADING } : state;
  }
  if (state.kubernetesVersion !== goal.kubernetesVersion && !mayUpgradeKubernetes) {
    return state.configHash === goal.configHash ? state : { ...state, configHash: goal.configHash };
  }
  return { ...state, ...goal };
}

/** True when the machine runs what it should. */
export function isUpToDate(state: MachineState, goal: MachineGoal): boolean {
  return (
    state.configHash === goal.configHash &&
    state.talosVersion === goal.talosVersion &&
    state.kubernetesVersion === goal.kubernetesVersion
  );
}
