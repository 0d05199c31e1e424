import { OmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { dateOf, timestampOf } from '../resources/timestamp.ts';
import { lookUntil, type WaitOptions } from '../state/look-until.ts';
import { labelsEqual } from '../state/query.ts';
import type { State } from '../state/state.ts';
import { upsert } from '../state/upsert.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { EtcdBackupStatusSpec } from '../wire/gen/specs.ts';
import { enumName } from './enum-name.ts';
import { readUnlockedCluster } from './guards.ts';
import { missingCluster } from './missing-cluster.ts';

/** One stored backup. */
export interface EtcdBackup {
  /** Name to restore it by. */
  readonly snapshot: string;
  readonly createdAt: Date | undefined;
  readonly bytes: number;
}

/** How the backups of a cluster went. */
export interface EtcdBackupReport {
  readonly cluster: string;
  /** E.g. `Ok`; `Unknown` before the first. */
  readonly status: string;
  readonly error: string;
  readonly lastBackup: Date | undefined;
  readonly lastAttempt: Date | undefined;
}

/** What a new control plane needs to start from a backup. */
export interface RestoreSpec {
  readonly clusterUuid: string;
  readonly snapshot: string;
}

/** How long to wait for a backup, and who hears of it. */
export type WaitForBackupOptions = WaitOptions<EtcdBackupReport>;

/** Backups of etcd. They need a store, which is set up on the server; {@link problem} says whether one is missing. */
export class EtcdBackups {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Why backups cannot work on this server; `undefined` when they can. */
  async problem(options: CallOptions = {}): Promise<string | undefined> {
    const store = await this.#state.find(types.EtcdBackupStoreStatus, 'etcdbackup-store-status', options);
    if (store === undefined) return 'this Omni has no store for etcd backups';
    return store.spec.configurationError === '' ? undefined : store.spec.configurationError;
  }

  /**
   * Backs up again and again.
   * @param intervalMs time between two backups, in milliseconds; servers allow an hour to a day unless set up otherwise
   * @throws {OmniError} `not_found`, `precondition_failed`, `validation_failed` for an interval the server refuses
   */
  async schedule(cluster: string, intervalMs: number, options: CallOptions = {}): Promise<void> {
    const seconds = Math.floor(intervalMs / 1000);
    if (!(seconds > 0)) {
      throw new OmniError('invalid_argument', `${intervalMs} ms is no interval between backups`, {
        hint: 'Give at least a second; servers usually allow an hour to a day.',
      });
    }
    const interval = { seconds: BigInt(seconds), nanos: Math.round(intervalMs % 1000) * 1_000_000 };
    await this.#configure(cluster, { interval, enabled: true }, options);
  }

  /** Ends scheduled backups; those that are stored stay. @throws {OmniError} `not_found`, `precondition_failed` */
  async unschedule(cluster: string, options: CallOptions = {}): Promise<void> {
    await this.#configure(cluster, undefined, options);
  }

  /** Asks for a backup now and returns. @throws {OmniError} `not_found`, `precondition_failed` without a store */
  async start(cluster: string, options: CallOptions = {}): Promise<void> {
    await this.#expectPossible(cluster, options);
    const backupAt = timestampOf(new Date());
    const request = newResource(types.EtcdManualBackup, { id: cluster, spec: { backupAt } });
    await upsert(
      this.#state,
      request,
      (draft) => {
        draft.spec.backupAt = backupAt;
      },
      options,
    );
  }

  /** Backs up now and waits for the end. @throws {OmniError} as {@link start}; `server_error` when it failed */
  async now(cluster: string, options: WaitForBackupOptions = {}): Promise<EtcdBackupReport> {
    const { signal } = options;
    const before = await this.status(cluster, signal && { signal });
    await this.start(cluster, signal && { signal });
    return lookUntil(
      (call) => this.status(cluster, call),
      {
        subject: `backup of cluster ${cluster}`,
        isReached: (report) => {
          if (report.lastAttempt?.getTime() === before.lastAttempt?.getTime()) return false;
          if (report.status === 'Error') throw failed(report);
          return report.status === 'Ok';
        },
        missing: ({ status, error }) => [status, error].filter(Boolean).join(': '),
      },
      options,
    );
  }

  /** How the last backup went. */
  async status(cluster: string, options: CallOptions = {}): Promise<EtcdBackupReport> {
    const status = await this.#state.find(types.EtcdBackupStatus, cluster, options);
    const { Status } = EtcdBackupStatusSpec;
    const { lastBackupTime, lastBackupAttempt, error = '' } = status?.spec ?? {};
    return {
      cluster,
      status: enumName(Status, status?.spec.status ?? Status.Unknown),
      error,
      lastBackup: lastBackupTime && dateOf(lastBackupTime),
      lastAttempt: lastBackupAttempt && dateOf(lastBackupAttempt),
    };
  }

  /** Stored backups, newest first. @throws {OmniError} `precondition_failed` without a store */
  async list(cluster: string, options: CallOptions = {}): Promise<EtcdBackup[]> {
    const labels = [labelsEqual({ [LABELS.cluster]: cluster })];
    const backups = await this.#state.list(types.EtcdBackup, { ...options, labels });
    return backups
      .map(({ spec: { snapshot, createdAt, size } }) => ({
        snapshot,
        createdAt: createdAt && dateOf(createdAt),
        bytes: Number(size),
      }))
      .toSorted((left, right) => Number(right.createdAt ?? 0) - Number(left.createdAt ?? 0));
  }

  /**
   * What `controlPlane.restoreFrom` of a new cluster needs. The backup must stay stored until the new cluster runs.
   * @param snapshot name from {@link list}. Left out: the newest
   * @throws {OmniError} `not_found` without such a backup
   */
  async restoreSpec(cluster: string, snapshot?: string, options: CallOptions = {}): Promise<RestoreSpec> {
    const [uuid, backups] = await Promise.all([
      this.#state.get(types.ClusterUUID, cluster, options),
      this.list(cluster, options),
    ]);
    const wanted = snapshot === undefined ? backups[0] : backups.find((backup) => backup.snapshot === snapshot);
    if (wanted === undefined) {
      throw new OmniError(
        'not_found',
        `Cluster ${cluster} has no backup${snapshot === undefined ? '' : ` ${snapshot}`}`,
        {
          hint: 'List its backups for the names there are.',
        },
      );
    }
    return { clusterUuid: uuid.spec.uuid, snapshot: wanted.snapshot };
  }

  async #configure(
    cluster: string,
    configuration: { interval: { seconds: bigint; nanos: number }; enabled: boolean } | undefined,
    options: CallOptions,
  ): Promise<void> {
    await readUnlockedCluster(this.#state, cluster, options);
    await this.#state.modify(
      types.Cluster,
      cluster,
      ({ spec }) => {
        spec.backupConfiguration = configuration;
      },
      options,
    );
  }

  async #expectPossible(cluster: string, options: CallOptions): Promise<void> {
    const [definition, problem] = await Promise.all([
      this.#state.find(types.Cluster, cluster, options),
      this.problem(options),
    ]);
    if (definition === undefined) throw missingCluster(cluster);
    if (problem === undefined) return;
    throw new OmniError('precondition_failed', `Cluster ${cluster} cannot be backed up: ${problem}`, {
      hint: 'Set up a store for etcd backups on the server.',
    });
  }
}

function failed({ cluster, error }: EtcdBackupReport): OmniError {
  return new OmniError('server_error', `The backup of cluster ${cluster} failed: ${error}`, {
    hint: 'Look at the store for etcd backups and at the control plane, then try again.',
  });
}
