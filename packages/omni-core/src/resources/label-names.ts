/** Labels Omni gives its resources. */
export const LABELS = {
  cluster: 'omni.sidero.dev/cluster',
  controlPlaneRole: 'omni.sidero.dev/role-controlplane',
  hostname: 'omni.sidero.dev/hostname',
  machineSet: 'omni.sidero.dev/machine-set',
  /** On statuses of locked machines that changes wait for. */
  lockedUpdate: 'omni.sidero.dev/locked-update',
} as const;

/** Annotations with a meaning to Omni. Those that lock are set to the empty text; being there is what counts. */
export const ANNOTATIONS = {
  locked: 'omni.sidero.dev/locked',
  clusterLocked: 'omni.sidero.dev/cluster-locked',
  clusterImportInProgress: 'omni.sidero.dev/cluster-import-is-in-progress',
} as const;
