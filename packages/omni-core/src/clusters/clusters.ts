import type { State } from '../state/state.ts';
import type { ApplyReport } from '../templates/sync/carry-out.ts';
import { Templates } from '../templates/templates.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { setFeatures } from './cluster-features.ts';
import type { ClusterReport } from './cluster-report.ts';
import type { CreateClusterOptions } from './create-cluster.ts';
import type { DeleteClusterOptions } from './delete-cluster.ts';
import { EtcdBackups } from './etcd-backups.ts';
import type { HealthFinding } from './health-finding.ts';
import type { ExistingCluster } from './import-cluster.ts';
import { lockCluster, lockMachine, unlockCluster, unlockMachine } from './locks.ts';
import {
  deleteMachineSet,
  type ScaleOptions,
  scaleMachineSet,
  setStrategies,
  useMachineClass,
  useNamedMachines,
} from './machine-sets.ts';
import type { ClusterFeatureToggles, MachineClassAllocation, MachineSetStrategies, NewCluster } from './new-cluster.ts';
import { readClusterStatus } from './read-cluster-status.ts';
import {
  type RotatedSecret,
  type RotationReport,
  type RotationWaitOptions,
  readRotation,
  rotate,
  startRotation,
  waitForRotation,
} from './secret-rotation.ts';
import { readUpgradePath, type UpgradePath } from './upgrade-path.ts';
import type { UpgradeComponent } from './upgrade-report.ts';
import {
  type PreChecks,
  revertUpgrade,
  type StartUpgradeOptions,
  startUpgrade,
  type WaitForUpgradeOptions,
  waitForUpgrade,
} from './upgrades.ts';
import { type WaitUntilReadyOptions, waitUntilReady } from './wait-until-ready.ts';

/**
 * What one does with clusters beyond reading and writing their resources. What Omni would refuse, or do although
 * nobody can want it by mistake, is refused before anything is sent, with a hint what to do.
 */
export class Clusters {
  /** Backups of etcd. */
  readonly backups: EtcdBackups;
  readonly #state: State;
  readonly #preChecks: PreChecks | undefined;
  readonly #templates: Templates;

  /**
   * Operations on any state.
   * @param preChecks asks a cluster whether it is ready for an upgrade; without it upgrades start unasked
   */
  constructor(state: State, preChecks?: PreChecks) {
    this.#state = state;
    this.#preChecks = preChecks;
    this.#templates = new Templates(state);
    this.backups = new EtcdBackups(state);
  }

  /**
   * Creates a cluster with its machine sets, machines and patches; {@link waitUntilReady} waits until it runs. A
   * broken-off attempt is completed by calling again with the same cluster.
   *
   * @throws {OmniError} `template_invalid` naming every rule it breaks, `already_exists` when another is there,
   * `plan_refused` for machines of another cluster, `apply_failed` saying how far it came
   */
  async create(cluster: NewCluster, options: CreateClusterOptions = {}): Promise<ApplyReport> {
    const [target, { createCluster }] = await Promise.all([
      this.#templates.target(options.signal && { signal: options.signal }),
      import('./create-cluster.ts'),
    ]);
    return await createCluster(this.#state, cluster, target, options);
  }

  /**
   * Deletes a cluster and waits until it is gone; a missing one is gone already. Its machines are wiped and free again.
   * @throws {OmniError} `precondition_failed` for a locked one, `apply_failed` when it takes longer than `timeoutMs`
   */
  async delete(cluster: string, options: DeleteClusterOptions = {}): Promise<ApplyReport> {
    const [target, { deleteCluster }] = await Promise.all([
      this.#templates.target(options.signal && { signal: options.signal }),
      import('./delete-cluster.ts'),
    ]);
    return await deleteCluster(this.#state, cluster, target, options);
  }

  /** Asks for a cluster to be deleted and returns at once. @throws {OmniError} `not_found`, `precondition_failed` */
  async startDelete(cluster: string, options: CallOptions = {}): Promise<void> {
    const { startClusterDelete } = await import('./delete-cluster.ts');
    await startClusterDelete(this.#state, cluster, options);
  }

  /**
   * Puts a Talos cluster that exists already under Omni: the part of `omnictl cluster import` that talks to Omni. Its
   * machines have to be connected to Omni before. The cluster stays locked, so that nothing changes on it, until
   * {@link unlock}; {@link abortImport} takes it back. Needs a server with that feature.
   *
   * @throws {OmniError} `precondition_failed` naming machines Omni does not know; `validation_failed`, `access_denied`
   */
  async import(cluster: ExistingCluster, options: CallOptions = {}): Promise<void> {
    const { importCluster } = await import('./import-cluster.ts');
    await importCluster(this.#state, cluster, options);
  }

  /**
   * Takes a cluster that is being imported out of Omni, with its machines, and waits. The cluster itself runs on.
   * @throws {OmniError} `not_found`; `precondition_failed` for one that was not imported, or is unlocked already
   */
  async abortImport(cluster: string, options: CallOptions = {}): Promise<void> {
    const { abortImport } = await import('./abort-import.ts');
    await abortImport(this.#state, cluster, options);
  }

  /** Everything Omni says about a cluster's health, at one moment. @throws {OmniError} `not_found` */
  status(cluster: string, options: CallOptions = {}): Promise<ClusterReport> {
    return readClusterStatus(this.#state, cluster, options);
  }

  /**
   * Waits until a cluster is healthy and knows of everything it is asked to have; right after a write as well.
   * @throws {OmniError} `not_found`, `deadline_exceeded`
   */
  waitUntilReady(cluster: string, options: WaitUntilReadyOptions = {}): Promise<ClusterReport> {
    return waitUntilReady(this.#state, cluster, options);
  }

  /**
   * What is wrong with a cluster or will be, worst first, each with the resource that proves it. What the key may not
   * read proves nothing.
   * @throws {OmniError} `not_found`
   */
  async health(cluster: string, options: CallOptions = {}): Promise<HealthFinding[]> {
    const { readHealth } = await import('./read-health.ts');
    return await readHealth(this.#state, cluster, options);
  }

  /** Makes Omni refuse changes to the cluster and everything in it. @throws {OmniError} `not_found`, `read_only` */
  lock(cluster: string, options: CallOptions = {}): Promise<void> {
    return lockCluster(this.#state, cluster, options);
  }

  /**
   * Takes changes of the cluster again.
   * @throws {OmniError} `not_found`, `read_only`
   */
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

  /**
   * Lets Omni configure and upgrade the machine again.
   * @param machine UUID of the machine
   * @throws {OmniError} `not_found`, `read_only`
   */
  unlockMachine(machine: string, options: CallOptions = {}): Promise<void> {
    return unlockMachine(this.#state, machine, options);
  }

  /** Turns switches on or off; those left out stay. @throws {OmniError} `not_found`, `precondition_failed` */
  setFeatures(cluster: string, toggles: ClusterFeatureToggles, options: CallOptions = {}): Promise<void> {
    return setFeatures(this.#state, cluster, toggles, options);
  }

  /**
   * Asks for another number of machines in a set that takes them from a class.
   * @param machineSet e.g. `demo-workers`
   * @throws {OmniError} `not_found`; `precondition_failed` for a set of named machines, and for a control plane of 0
   */
  scale(machineSet: string, size: number | 'unlimited', options: ScaleOptions = {}): Promise<void> {
    return scaleMachineSet(this.#state, machineSet, size, options);
  }

  /** Takes the machines of a set from a class. @throws {OmniError} `precondition_failed` while it has named machines */
  useMachineClass(machineSet: string, machineClass: MachineClassAllocation, options: CallOptions = {}): Promise<void> {
    return useMachineClass(this.#state, machineSet, machineClass, options);
  }

  /** Names the machines of a set one by one again. @throws {OmniError} `precondition_failed` while it has machines */
  useNamedMachines(machineSet: string, options: CallOptions = {}): Promise<void> {
    return useNamedMachines(this.#state, machineSet, options);
  }

  /** How many machines of a set change at a time. @throws {OmniError} `not_found`, `invalid_argument` */
  setStrategies(machineSet: string, strategies: MachineSetStrategies, options: CallOptions = {}): Promise<void> {
    return setStrategies(this.#state, machineSet, strategies, options);
  }

  /** Deletes a worker set with its machines and waits. @throws {OmniError} `precondition_failed` for control planes */
  deleteMachineSet(machineSet: string, options: CallOptions = {}): Promise<void> {
    return deleteMachineSet(this.#state, machineSet, options);
  }

  /** The version a cluster has and those it can go to. @throws {OmniError} `not_found` */
  upgradePath(cluster: string, component: UpgradeComponent, options: CallOptions = {}): Promise<UpgradePath> {
    return readUpgradePath(this.#state, cluster, component, options);
  }

  /**
   * Starts an upgrade and returns; {@link waitForUpgrade} waits for its end. The version it has already: does nothing.
   *
   * @param version with or without leading `v`
   * @throws {OmniError} `not_found`; `precondition_failed` when it is locked, another upgrade is under way, Omni does
   * not offer the version, or the cluster is not ready
   */
  startUpgrade(
    cluster: string,
    component: UpgradeComponent,
    version: string,
    options: StartUpgradeOptions = {},
  ): Promise<void> {
    return startUpgrade(this.#state, this.#preChecks, { cluster, component, version }, options);
  }

  /** Waits for the end of an upgrade. @throws {OmniError} `precondition_failed` when it failed, `deadline_exceeded` */
  waitForUpgrade(
    cluster: string,
    component: UpgradeComponent,
    options: WaitForUpgradeOptions = {},
  ): Promise<UpgradePath> {
    return waitForUpgrade(this.#state, cluster, component, options);
  }

  /** Goes back to the version reached last. @throws {OmniError} `precondition_failed` when nothing can be reverted */
  revertUpgrade(cluster: string, component: UpgradeComponent, options: CallOptions = {}): Promise<void> {
    return revertUpgrade(this.#state, cluster, component, options);
  }

  /**
   * Replaces a certificate authority and waits for the end. Access configurations that hold a certificate are void
   * afterwards.
   * @throws {OmniError} `precondition_failed` while another rotation runs or for Talos before 1.7
   */
  rotateSecret(cluster: string, secret: RotatedSecret, options: RotationWaitOptions = {}): Promise<RotationReport> {
    return rotate(this.#state, cluster, secret, options);
  }

  /** Like {@link rotateSecret}, without waiting. */
  startSecretRotation(cluster: string, secret: RotatedSecret, options: CallOptions = {}): Promise<void> {
    return startRotation(this.#state, cluster, secret, options);
  }

  /** How far a rotation is. */
  secretRotation(cluster: string, options: CallOptions = {}): Promise<RotationReport> {
    return readRotation(this.#state, cluster, options);
  }

  /** Waits until no rotation is under way. @throws {OmniError} `deadline_exceeded` */
  waitForSecretRotation(cluster: string, options: RotationWaitOptions = {}): Promise<RotationReport> {
    return waitForRotation(this.#state, cluster, options);
  }
}
