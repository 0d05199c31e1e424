import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ClusterReport } from './cluster-report.ts';
import { lockCluster, lockMachine, unlockCluster, unlockMachine } from './locks.ts';
import { readClusterStatus } from './read-cluster-status.ts';
import { type WaitUntilReadyOptions, waitUntilReady } from './wait-until-ready.ts';

/** What one does with clusters beyond reading and writing their resources. */
export class Clusters {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Everything Omni says about a cluster's health, at one moment. @throws {OmniError} `not_found` */
  status(cluster: string, options: CallOptions = {}): Promise<ClusterReport> {
    return readClusterStatus(this.#state, cluster, options);
  }

  /** Waits until a cluster is healthy. @throws {OmniError} `not_found`, `deadline_exceeded` */
  waitUntilReady(cluster: string, options: WaitUntilReadyOptions = {}): Promise<ClusterReport> {
    return waitUntilReady(this.#state, cluster, options);
  }

  /** Makes Omni refuse changes to the cluster and everything in it. @throws {OmniError} `not_found`, `read_only` */
  lock(cluster: string, options: CallOptions = {}): Promise<void> {
    return lockCluster(this.#state, cluster, options);
  }

  /** @throws {OmniError} `not_found`, `read_only` */
  unlock(cluster: string, options: CallOptions = {}): Promise<void> {
    return unlockCluster(this.#state, cluster, options);
  }

  /**
   * Keeps a worker's configuration and Talos version as they are.
   * @param machine UUID of the machine
   * @throws {OmniError} `not_found` when it is in no cluster, `invalid_argument` for control planes, `read_only`
   */
  lockMachine(machine: string, options: CallOptions = {}): Promise<void> {
    return lockMachine(this.#state, machine, options);
  }

  /** @param machine UUID of the machine. @throws {OmniError} `not_found`, `read_only` */
  unlockMachine(machine: string, options: CallOptions = {}): Promise<void> {
    return unlockMachine(this.#state, machine, options);
  }
}
