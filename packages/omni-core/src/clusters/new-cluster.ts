/** What is set for a whole cluster, a machine set, or one machine. */
export interface LevelSettings {
  /** Talos config patches by name, in the order they apply. */
  readonly patches?: Readonly<Record<string, string>>;
  /** Full names, e.g. `siderolabs/iscsi-tools`. @default as the machine has them */
  readonly extensions?: readonly string[];
}

/** How many machines of a set change at a time. */
export interface MachineSetStrategies {
  /** Configuration changes. */
  readonly update?: { readonly maxParallelism: number };
  /** Scaling down; not for control planes. */
  readonly delete?: { readonly maxParallelism: number };
  /** Talos upgrades. */
  readonly upgrade?: { readonly maxParallelism: number };
}

/** Machines taken from a class by Omni. */
export interface MachineClassAllocation {
  /** Name of the machine class. */
  readonly name: string;
  /** How many machines, or all that match. */
  readonly size: number | 'unlimited';
}

/** Where the machines of a set come from: named by UUID, or taken from a class. */
export type MachineSource =
  | { readonly machines: readonly string[]; readonly machineClass?: undefined }
  | { readonly machines?: undefined; readonly machineClass: MachineClassAllocation };

/** The control plane of a new cluster: its machines, its settings, and what it starts from. */
export type NewControlPlane = MachineSource &
  LevelSettings & {
    /** Control planes change one machine at a time otherwise. */
    readonly strategies?: Pick<MachineSetStrategies, 'upgrade'>;
    /** Start from an etcd backup instead of empty; see `clusters.backups.restoreSpec`. */
    readonly restoreFrom?: { readonly clusterUuid: string; readonly snapshot: string };
  };

/** One set of workers of a new cluster. */
export type NewWorkers = MachineSource &
  LevelSettings & {
    /** @default 'workers' */
    readonly name?: string;
    readonly strategies?: MachineSetStrategies;
  };

/** What is particular about one machine. */
export interface NewClusterMachine extends LevelSettings {
  /** Device Talos is installed on, or a CEL expression that finds it (Omni after 1.10). @default Talos chooses */
  readonly install?: { readonly disk: string } | { readonly diskSelector: string };
  readonly kernelArgs?: readonly string[];
  /** Workers only. @default false */
  readonly locked?: boolean;
}

/** A cluster as it shall be made. */
export interface NewCluster extends LevelSettings {
  /** Letters, digits, dashes and underscores. */
  readonly name: string;
  /** With or without leading `v`. */
  readonly kubernetesVersion: string;
  /** With or without leading `v`. */
  readonly talosVersion: string;
  readonly controlPlane: NewControlPlane;
  /** @default none: the cluster has control planes only */
  readonly workers?: readonly NewWorkers[];
  /** By machine id. */
  readonly machines?: Readonly<Record<string, NewClusterMachine>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly features?: NewClusterFeatures;
  /** Time between etcd backups, in milliseconds. @default no scheduled backups */
  readonly backupIntervalMs?: number;
}

/** All off unless asked for. */
export interface NewClusterFeatures extends ClusterFeatureToggles {
  /** Can only be chosen now. @default false */
  readonly diskEncryption?: boolean;
}

/** Switches of a cluster that may change at any time. Those left out stay as they are. */
export interface ClusterFeatureToggles {
  /** Reach annotated services through Omni. */
  readonly workloadProxy?: boolean;
  readonly embeddedDiscoveryService?: boolean;
  /** Talos 1.14 and later, with the embedded service on. */
  readonly publicDiscoveryServiceDisabled?: boolean;
  /** Needs Omni 1.10. */
  readonly nodeAuditSkip?: boolean;
}
