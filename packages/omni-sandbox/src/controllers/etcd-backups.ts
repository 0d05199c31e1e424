import { LABELS, timestampOf, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { Typed, TypedStore } from '../store/typed-store.ts';

const { Status } = specs.EtcdBackupStatusSpec;
const OWNER = 'EtcdBackupController';
const STORE = 'etcdbackup-store-status';

/** Nothing is stored, so any size will do. */
const SIZE = 4_194_304n;

/** What this step listens to. */
export const ETCD_BACKUP_INPUTS: ReadonlySet<string> = new Set([
  types.EtcdManualBackup.type,
  types.EtcdBackupStatus.type,
]);

/** Takes the backups people asked for: one step to begin, one to end. Schedules are kept, not carried out. */
export function takeEtcdBackups(store: TypedStore): void {
  store.put(types.EtcdBackupStoreStatus, STORE, {
    owner: 'EtcdBackupStoreController',
    spec: { configurationName: 'sandbox' },
  });
  for (const request of store.list(types.EtcdManualBackup)) takeBackup(store, request);
}

function takeBackup(store: TypedStore, { resource, spec }: Typed<specs.EtcdManualBackupSpec>): void {
  const { id: cluster } = resource;
  const wanted = spec.backupAt;
  if (wanted === undefined || store.find(types.Cluster, cluster) === undefined) return;
  const snapshot = snapshotName(wanted.seconds);
  const id = `${cluster}-${snapshot}`;
  if (store.find(types.EtcdBackup, id) !== undefined) return;
  const previous = store.find(types.EtcdBackupStatus, cluster)?.spec;
  const now = timestampOf(store.now());
  const put = (status: Partial<specs.EtcdBackupStatusSpec>) =>
    store.put(types.EtcdBackupStatus, cluster, {
      owner: OWNER,
      labels: { [LABELS.cluster]: cluster },
      spec: { ...previous, ...status },
    });
  if (previous?.status !== Status.Running) {
    put({ status: Status.Running, lastBackupAttempt: now });
    return;
  }
  store.put(types.EtcdBackup, id, {
    owner: OWNER,
    labels: { [LABELS.cluster]: cluster },
    spec: { createdAt: now, snapshot, size: SIZE },
  });
  put({ status: Status.Ok, error: '', lastBackupTime: now });
}

/** Counts down, so that the newest snapshot sorts first in a bucket. */
function snapshotName(seconds: bigint): string {
  return `${(0xffff_ffff_ffff_ffffn - seconds).toString(16).toUpperCase()}.snapshot`;
}
