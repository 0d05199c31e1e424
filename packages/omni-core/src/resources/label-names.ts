/** Keys of labels and annotations that start with this are Omni's own. */
export const RESERVED_PREFIX = 'omni.sidero.dev/';

/** Labels Omni gives its resources. */
export const LABELS = {
  /** On machines that no cluster has. */
  available: 'omni.sidero.dev/available',
  cluster: 'omni.sidero.dev/cluster',
  clusterMachine: 'omni.sidero.dev/cluster-machine',
  /** On statuses of machines Omni reaches. */
  connected: 'omni.sidero.dev/connected',
  controlPlaneRole: 'omni.sidero.dev/role-controlplane',
  /** On statuses of machines Omni has lost contact with. */
  disconnected: 'omni.sidero.dev/disconnected',
  hostname: 'omni.sidero.dev/hostname',
  /** On statuses of locked machines that changes wait for. */
  lockedUpdate: 'omni.sidero.dev/locked-update',
  machine: 'omni.sidero.dev/machine',
  machineSet: 'omni.sidero.dev/machine-set',
  /** On machines that an infrastructure provider made for one request; no class of free machines may ask for it. */
  noManualAllocation: 'omni.sidero.dev/no-manual-allocation',
  /** Name of the Kubernetes node, on statuses of machines in a cluster. */
  nodeName: 'omni.sidero.dev/node-name',
  /** On nodes that a controller took from a machine class. */
  managedByNodeController: 'omni.sidero.dev/managed-by-machine-set-node-controller',
  systemManifest: 'omni.sidero.dev/system-manifest',
  systemPatch: 'omni.sidero.dev/system-patch',
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
} as const;
