/** How many machines a part of the cluster has. */
export interface MachineCounts {
  readonly total: number;
  readonly healthy: number;
  readonly connected: number;
  readonly requested: number;
}

/** What Omni says about one machine set of a cluster. */
export interface MachineSetReport {
  readonly id: string;
  readonly controlPlane: boolean;
  /** E.g. `Running`. */
  readonly phase: string;
  readonly ready: boolean;
  readonly error: string;
  readonly machines: MachineCounts;
  /** Changes that wait for locked machines. */
  readonly lockedUpdates: number;
}

/** What Omni says about one machine of a cluster. */
export interface MachineReport {
  readonly id: string;
  readonly hostname: string;
  /** Name of the Kubernetes node; empty until it has joined. */
  readonly nodeName: string;
  readonly machineSet: string;
  readonly controlPlane: boolean;
  /** E.g. `RUNNING`. */
  readonly stage: string;
  readonly ready: boolean;
  /** Omni reaches the machine. */
  readonly connected: boolean;
  readonly configUpToDate: boolean;
  /** E.g. `APPLIED`. */
  readonly configApplyStatus: string;
  readonly lastConfigError: string;
  readonly locked: boolean;
  /** A change waits for the machine to be unlocked. */
  readonly updatePending: boolean;
}

/** How far an upgrade of Talos or Kubernetes has come. */
export interface UpgradeReport {
  /** E.g. `Done`. */
  readonly phase: string;
  readonly step: string;
  readonly status: string;
  readonly error: string;
  /** Version that was reached last. */
  readonly lastVersion: string;
  /** Version under way; empty when none is. */
  readonly currentVersion: string;
}

/** One check of a control plane, in the words of Omni. */
export interface ControlPlaneCondition {
  /** E.g. `Etcd`. */
  readonly type: string;
  /** E.g. `Ready`. */
  readonly status: string;
  readonly reason: string;
}

/** Everything Omni says about the health of one cluster, at one moment. */
export interface ClusterReport {
  readonly cluster: string;
  /** E.g. `RUNNING`; `UNKNOWN` while Omni has not looked at a new cluster yet. */
  readonly phase: string;
  readonly ready: boolean;
  /** Omni's rule: running and ready, every machine set likewise, no upgrade under way. */
  readonly healthy: boolean;
  /** What keeps the cluster from being healthy, in words. Empty when it is. */
  readonly reasons: readonly string[];
  readonly locked: boolean;
  /** Versions are empty for a cluster that is gone except for its statuses. */
  readonly kubernetesVersion: string;
  readonly talosVersion: string;
  readonly machineCounts: MachineCounts;
  /** The control plane first, then by id. */
  readonly machineSets: readonly MachineSetReport[];
  readonly machines: readonly MachineReport[];
  readonly kubernetesUpgrade: UpgradeReport | undefined;
  readonly talosUpgrade: UpgradeReport | undefined;
  /** Empty until Omni has looked at the control plane. */
  readonly controlPlane: readonly ControlPlaneCondition[];
  readonly loadBalancerHealthy: boolean | undefined;
}
