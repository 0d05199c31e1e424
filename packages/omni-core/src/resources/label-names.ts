/** Labels Omni gives its resources. */
export const LABELS = {
  cluster: 'omni.sidero.dev/cluster',
  clusterMachine: 'omni.sidero.dev/cluster-machine',
  controlPlaneRole: 'omni.sidero.dev/role-controlplane',
  /** On statuses of machines Omni has lost contact with. */
  disconnected: 'omni.sidero.dev/disconnected',
  hostname: 'omni.sidero.dev/hostname',
  /** On statuses of locked machines that changes wait for. */
  lockedUpdate: 'omni.sidero.dev/locked-update',
  machine: 'omni.sidero.dev/machine',
  machineSet: 'omni.sidero.dev/machine-set',
  /** On nodes that a controller took from a machine class. */
  managedByNodeController: 'omni.sidero.dev/managed-by-machine-set-node-controller',
  systemPatch: 'omni.sidero.dev/system-patch',
  workerRole: 'omni.sidero.dev/role-worker',
} as const;

/** Annotations with a meaning to Omni. Those that lock are set to the empty text; being there is what counts. */
export const ANNOTATIONS = {
  clusterImportInProgress: 'omni.sidero.dev/cluster-import-is-in-progress',
  clusterLocked: 'omni.sidero.dev/cluster-locked',
  locked: 'omni.sidero.dev/locked',
  /** On what has no cluster label and yet was made by a template. */
  managedByTemplates: 'omni.sidero.dev/managed-by-cluster-templates',
  /** Name people gave a patch or manifest, whose id is made from more than that. */
  name: 'name',
} as const;
