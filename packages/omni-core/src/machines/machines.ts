import type { MachineLogsOptions } from '../management/machine-logs.ts';
import type { MaintenanceOperation } from '../management/machine-maintenance.ts';
import type { Management } from '../management/management.ts';
import type { WaitOptions } from '../state/look-until.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { addMachine } from './add-machine.ts';
import { BareMetal } from './bare-metal.ts';
import { cancelRemoval } from './cancel-removal.ts';
import { type MachineConnection, setConnection } from './connection.ts';
import { findMachine, type ListMachinesOptions, listMachines } from './find-machine.ts';
import { forgetMachine } from './forget-machine.ts';
import type { Machine } from './machine.ts';
import { type PendingChanges, readMachineConfig, readPendingChanges } from './machine-config.ts';
import { type InstallDisk, setInstallDisk, setKernelArgs, setMachineLabels } from './machine-settings.ts';
import { type RemoveMachineOptions, removeMachine } from './remove-machine.ts';
import { type ReplaceMachineOptions, replaceMachine } from './replace-machine.ts';

/** The calls of `Management` that are about machines. */
export type MachineManagement = Pick<
  Management,
  'powerOffMachine' | 'powerOnMachine' | 'maintenanceLifecycle' | 'machineLogs' | 'resetNodeUniqueToken'
>;

/** Machines, in clusters and free. Every `machine` is a UUID; {@link find} tells it from a hostname or address. */
export class Machines {
  /** Machines of a static infra provider. */
  readonly bareMetal: BareMetal;
  readonly #state: State;
  readonly #management: MachineManagement;

  constructor(state: State, management: MachineManagement) {
    this.#state = state;
    this.#management = management;
    this.bareMetal = new BareMetal(state);
  }

  /** Machines by id. */
  list(options: ListMachinesOptions = {}): Promise<Machine[]> {
    return listMachines(this.#state, options);
  }

  /**
   * @param name UUID, hostname or IP address
   * @throws {OmniError} `not_found`; `invalid_argument` when several machines are called so
   */
  find(name: string, options: CallOptions = {}): Promise<Machine> {
    return findMachine(this.#state, name, options);
  }

  /**
   * Puts a free machine into a machine set of named machines and returns.
   * @param machineSet e.g. `demo-workers`
   * @throws {OmniError} `not_found`; `precondition_failed` when it is not free, or the set or cluster takes no machine;
   * `validation_failed` when its Talos does not fit the cluster
   */
  add(machine: string, machineSet: string, options: CallOptions = {}): Promise<void> {
    return addMachine(this.#state, machine, machineSet, options);
  }

  /**
   * Takes a machine out of its cluster and waits until it has left.
   * @throws {OmniError} `not_found`; `precondition_failed` for a locked one, and for a control plane machine without
   * which etcd would stop, unless allowed; `deadline_exceeded`
   */
  remove(machine: string, options: RemoveMachineOptions = {}): Promise<void> {
    return removeMachine(this.#state, machine, options);
  }

  /** Lets a machine stay whose removal has just begun. @throws {OmniError} `precondition_failed` when it is too late */
  cancelRemoval(machine: string, options: CallOptions = {}): Promise<void> {
    return cancelRemoval(this.#state, machine, options);
  }

  /** Puts a free machine in the place of another. @throws {OmniError} as {@link add} and {@link remove} */
  replace(machine: string, by: string, options: ReplaceMachineOptions = {}): Promise<void> {
    return replaceMachine(this.#state, { machine, by }, options);
  }

  /**
   * Sets labels, and removes those that are `null`; others stay.
   * @throws {OmniError} `not_found`, `read_only`
   */
  setLabels(
    machine: string,
    changes: Readonly<Record<string, string | null>>,
    options: CallOptions = {},
  ): Promise<void> {
    return setMachineLabels(this.#state, machine, changes, options);
  }

  /** How a machine reaches Omni; it changes over when it connects the next time. @throws {OmniError} `read_only` */
  setConnection(machine: string, connection: MachineConnection, options: CallOptions = {}): Promise<void> {
    return setConnection(this.#state, machine, connection, options);
  }

  /** The disk Talos is installed on next time. Needs Omni after 1.10. @throws {OmniError} `not_found` */
  setInstallDisk(machine: string, install: InstallDisk, options: CallOptions = {}): Promise<void> {
    return setInstallDisk(this.#state, machine, install, options);
  }

  /**
   * Replaces the extra kernel arguments; a running machine reboots for them.
   * @param options `timeoutMs`: how long Omni may need to learn the present arguments, `@default 60_000`
   * @throws {OmniError} `not_found`, `deadline_exceeded`, `validation_failed`
   */
  setKernelArgs(
    machine: string,
    args: readonly string[],
    options: Omit<WaitOptions<unknown>, 'onProgress'> = {},
  ): Promise<void> {
    return setKernelArgs(this.#state, machine, args, options);
  }

  /** The Talos configuration it shall have, redacted. @throws {OmniError} `not_found` for machines in no cluster */
  config(machine: string, options: CallOptions = {}): Promise<string> {
    return readMachineConfig(this.#state, machine, options);
  }

  /** What waits for it to be unlocked or to have its turn; `undefined` when nothing does. */
  pendingChanges(machine: string, options: CallOptions = {}): Promise<PendingChanges | undefined> {
    return readPendingChanges(this.#state, machine, options);
  }

  /** Removes a machine in no cluster from Omni. @throws {OmniError} `not_found`, `precondition_failed` */
  forget(machine: string, options: CallOptions = {}): Promise<void> {
    return forgetMachine(this.#state, machine, options);
  }

  /** Lets a wiped machine join again under its old id. @throws {OmniError} `not_found`, `read_only` */
  resetUniqueToken(machine: string, options: CallOptions = {}): Promise<void> {
    return this.#management.resetNodeUniqueToken(machine, options);
  }

  /**
   * Turns a machine off.
   * @throws {OmniError} `not_found`, `read_only`, `access_denied`
   */
  powerOff(machine: string, options: CallOptions = {}): Promise<void> {
    return this.#management.powerOffMachine(machine, options);
  }

  /** Only machines of a static infra provider. @throws {OmniError} `precondition_failed`, `read_only` */
  powerOn(machine: string, options: CallOptions = {}): Promise<void> {
    return this.#management.powerOnMachine(machine, options);
  }

  /**
   * Installs or upgrades Talos on a machine in maintenance mode, with the installer's messages. Needs Omni 1.9.
   * @throws {OmniError} `precondition_failed`, `read_only`, `not_found`
   */
  maintain(
    machine: string,
    operation: MaintenanceOperation,
    options: CallOptions = {},
  ): AsyncGenerator<string, void, undefined> {
    return this.#management.maintenanceLifecycle(machine, operation, options);
  }

  /** Its log, line by line. @throws {OmniError} `not_found`, `access_denied` */
  logs(machine: string, options: MachineLogsOptions = {}): AsyncGenerator<string, void, undefined> {
    return this.#management.machineLogs(machine, options);
  }
}
