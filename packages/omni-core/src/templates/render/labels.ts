/** Labels and annotations by which Omni and its templates know their own. */
export const LABEL = {
  cluster: 'omni.sidero.dev/cluster',
  clusterMachine: 'omni.sidero.dev/cluster-machine',
  controlPlaneRole: 'omni.sidero.dev/role-controlplane',
  disconnected: 'omni.sidero.dev/disconnected',
  machine: 'omni.sidero.dev/machine',
  machineSet: 'omni.sidero.dev/machine-set',
  /** On nodes that a controller took from a machine class. */
  managedByNodeController: 'omni.sidero.dev/managed-by-machine-set-node-controller',
  systemPatch: 'omni.sidero.dev/system-patch',
  workerRole: 'omni.sidero.dev/role-worker',
} as const;

export const ANNOTATION = {
  locked: 'omni.sidero.dev/locked',
  managedByTemplates: 'omni.sidero.dev/managed-by-cluster-templates',
  name: 'name',
} as const;
