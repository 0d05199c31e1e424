const PREFIX = 'omni.sidero.dev/';

/** Labels the server reads and writes. */
export const label = {
  cluster: `${PREFIX}cluster`,
  machineSet: `${PREFIX}machine-set`,
  clusterMachine: `${PREFIX}cluster-machine`,
  machine: `${PREFIX}machine`,
  controlPlane: `${PREFIX}role-controlplane`,
  worker: `${PREFIX}role-worker`,
  available: `${PREFIX}available`,
  connected: `${PREFIX}connected`,
  disconnected: `${PREFIX}disconnected`,
  readyToUse: `${PREFIX}ready-to-use`,
  reportingEvents: `${PREFIX}reporting-events`,
  installed: `${PREFIX}installed`,
  hostname: `${PREFIX}hostname`,
  nodeName: `${PREFIX}node-name`,
  talosVersion: `${PREFIX}talos-version`,
  arch: `${PREFIX}arch`,
  cpu: `${PREFIX}cpu`,
  cores: `${PREFIX}cores`,
  memory: `${PREFIX}mem`,
  storage: `${PREFIX}storage`,
  network: `${PREFIX}net`,
  platform: `${PREFIX}platform`,
  address: `${PREFIX}address`,
  lockedUpdate: `${PREFIX}locked-update`,
  disabled: `${PREFIX}disabled`,
  systemManifest: `${PREFIX}system-manifest`,
  noManualAllocation: `${PREFIX}no-manual-allocation`,
  managedNode: `${PREFIX}managed-by-machine-set-node-controller`,
  clusterUuid: `${PREFIX}cluster-uuid`,
} as const;

/** Annotations the server reads and writes. */
export const annotation = {
  locked: `${PREFIX}locked`,
  clusterLocked: `${PREFIX}cluster-locked`,
  importInProgress: `${PREFIX}cluster-import-is-in-progress`,
  kernelArgsInitialized: `${PREFIX}kernel-args-initialized`,
  platformLabelsInitialized: `${PREFIX}platform-tag-labels-initialized`,
} as const;

/** The entries of a label or annotation map whose keys are listed, with the values they have. */
export function pick(map: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keys.includes(key)));
}

/** A label or annotation map without some keys. */
export function omit(map: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
