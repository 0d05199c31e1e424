/** Keys of labels and annotations that start with this are Omni's own. */
export const RESERVED_PREFIX = 'omni.sidero.dev/';

/** Labels Omni gives its resources. */
export const LABELS = {
  /** Address of a machine in Omni's own network, on machines. */
  address: 'omni.sidero.dev/address',
  /** Processor architecture of a machine, e.g. `amd64`, on its status. */
  arch: 'omni.sidero.dev/arch',
  /** On machines that no cluster has. */
  available: 'omni.sidero.dev/available',
  cluster: 'omni.sidero.dev/cluster',
  clusterMachine: 'omni.sidero.dev/cluster-machine',
  /** What tells a cluster from an earlier one of the same name, on its `ClusterUUID` and its etcd backups. */
  clusterUuid: 'omni.sidero.dev/cluster-uuid',
  /** On statuses of machines Omni reaches. */
  connected: 'omni.sidero.dev/connected',
  controlPlaneRole: 'omni.sidero.dev/role-controlplane',
  /** Number of processor cores, on statuses of machines. */
  cores: 'omni.sidero.dev/cores',
  /** The processor, on statuses of machines. */
  cpu: 'omni.sidero.dev/cpu',
  /** On patches that are kept but skipped. */
  disabled: 'omni.sidero.dev/disabled',
  /** On statuses of machines Omni has lost contact with. */
  disconnected: 'omni.sidero.dev/disconnected',
  hostname: 'omni.sidero.dev/hostname',
  /** On statuses of machines that have Talos on their disk. */
  installed: 'omni.sidero.dev/installed',
  /** On statuses of locked machines that changes wait for. */
  lockedUpdate: 'omni.sidero.dev/locked-update',
  machine: 'omni.sidero.dev/machine',
  machineSet: 'omni.sidero.dev/machine-set',
  /** On nodes that a controller took from a machine class. */
  managedByNodeController: 'omni.sidero.dev/managed-by-machine-set-node-controller',
  /** Amount of memory with its unit, e.g. `16GiB`, on statuses of machines. */
  memory: 'omni.sidero.dev/mem',
  /** Speed of the network with its unit, on statuses of machines. */
  network: 'omni.sidero.dev/net',
  /** On machines that an infrastructure provider made for one request; no class of free machines may ask for it. */
  noManualAllocation: 'omni.sidero.dev/no-manual-allocation',
  /** Name of the Kubernetes node, on statuses of machines in a cluster. */
  nodeName: 'omni.sidero.dev/node-name',
  /** Where a machine runs, e.g. `aws` or `metal`, on its status. */
  platform: 'omni.sidero.dev/platform',
  /** On statuses of machines a cluster may take: connected ones, and those a provider can power on. */
  readyToUse: 'omni.sidero.dev/ready-to-use',
  /** On statuses of machines that send events to Omni. */
  reportingEvents: 'omni.sidero.dev/reporting-events',
  /** On statuses of infrastructure providers that have the machines they have, and make none. */
  staticInfraProvider: 'omni.sidero.dev/is-static-infra-provider',
  /** Total size of the disks with its unit, on statuses of machines. */
  storage: 'omni.sidero.dev/storage',
  systemManifest: 'omni.sidero.dev/system-manifest',
  systemPatch: 'omni.sidero.dev/system-patch',
  /** Version of Talos a machine runs, on its status. */
  talosVersion: 'omni.sidero.dev/talos-version',
  /** On statuses of clusters that existed before Omni and were imported. */
  taintedByImporting: 'omni.sidero.dev/tainted-by-importing',
  workerRole: 'omni.sidero.dev/role-worker',
} as const;

/** Annotations with a meaning to Omni. Those that lock are set to the empty text; being there is what counts. */
export const ANNOTATIONS = {
  clusterImportInProgress: 'omni.sidero.dev/cluster-import-is-in-progress',
  clusterLocked: 'omni.sidero.dev/cluster-locked',
  /** On statuses of machines whose kernel arguments Omni knows, so that they may be changed. */
  kernelArgsInitialized: 'omni.sidero.dev/kernel-args-initialized',
  locked: 'omni.sidero.dev/locked',
  /** On what has no cluster label and yet was made by a template. */
  managedByTemplates: 'omni.sidero.dev/managed-by-cluster-templates',
  /** Name people gave a patch or manifest, whose id is made from more than that. */
  name: 'name',
  /** On statuses of machines whose platform labels Omni has set. */
  platformLabelsInitialized: 'omni.sidero.dev/platform-tag-labels-initialized',
} as const;
