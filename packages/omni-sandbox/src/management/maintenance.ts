import { setTimeout } from 'node:timers/promises';
import { LABELS, types } from '@fleetwright/omni-core';
import { type Init, management, type specs } from '@fleetwright/omni-core/wire';
import { coerce } from 'semver';
import { requireRole } from '../auth/role.ts';
import { setTalosVersion } from '../controllers/machine-binding.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import type { ManagementContext } from './management-context.ts';

const { OPERATION_INSTALL, OPERATION_UPGRADE } = management.MaintenanceLifecycleRequest.Operation;
const LIFECYCLE_SINCE = '1.13.0';
/** Pause between two messages of the simulated installer. */
const STEP_MS = 20;

/** @throws {StatusError} FAILED_PRECONDITION with what the machine is not ready for, and the like */
export function maintenanceUpgrade(
  { store, audit }: ManagementContext,
  { caller }: Call,
  { machineId, version }: management.MaintenanceUpgradeRequest,
): Init<object> {
  if (machineId === '') throw refused('machine id is required');
  if (version === '') throw refused('talos version is required');
  requireRole(caller, 'Operator');
  const machine = maintainedMachine(store, machineId);
  checkTarget(store, version, machine.spec.talosVersion, false);
  checkReady(machine, 'maintenance upgrade');
  audit.record({ type: 'talos_access', caller, resourceId: machineId });
  setTalosVersion(store, machineId, version.replace(/^v/, ''));
  return {};
}

/** Installs and upgrades, one at a time for each machine. */
export class MaintenanceLifecycle {
  readonly #inFlight = new Set<string>();

  /**
   * Goes on when the client leaves.
   * @throws {StatusError} FAILED_PRECONDITION with what the machine is not ready for, and the like
   */
  async run(
    { store, audit }: ManagementContext,
    { caller, signal }: Call,
    request: management.MaintenanceLifecycleRequest,
    send: (response: Init<management.MaintenanceLifecycleResponse>) => Promise<void>,
  ): Promise<void> {
    requireRole(caller, 'Operator');
    const { machineId, operation, disk } = request;
    checkRequest(request);
    const machine = maintainedMachine(store, machineId);
    checkLifecycle(store, machine, request);
    if (this.#inFlight.has(machineId)) {
      const text = `a maintenance lifecycle operation is already in progress for machine "${machineId}"`;
      throw new StatusError('FAILED_PRECONDITION', text);
    }
    this.#inFlight.add(machineId);
    audit.record({ type: 'talos_access', caller, resourceId: machineId });
    try {
      const version = (request.version || machine.spec.talosVersion).replace(/^v/, '');
      const doing = operation === OPERATION_INSTALL ? `installing to ${disk}` : 'upgrading';
      for (const message of [`pulling installer ${version}`, doing, 'rebooting']) {
        if (!signal.aborted) await send({ message }).catch(() => {});
        await setTimeout(STEP_MS);
      }
      if (operation === OPERATION_INSTALL) markInstalled(store, machineId);
      setTalosVersion(store, machineId, version);
    } finally {
      this.#inFlight.delete(machineId);
    }
  }
}

function checkRequest({ machineId, operation, disk, version }: management.MaintenanceLifecycleRequest): void {
  if (machineId === '') throw refused('machine id is required');
  if (operation === OPERATION_INSTALL) {
    if (disk === '') throw refused('disk is required for INSTALL');
  } else if (operation === OPERATION_UPGRADE) {
    if (disk !== '') throw refused('disk must not be set for UPGRADE');
    if (version === '') throw refused('version is required for UPGRADE');
  } else throw refused('operation must be OPERATION_INSTALL or OPERATION_UPGRADE');
}

function checkLifecycle(
  store: TypedStore,
  machine: Typed<specs.MachineStatusSpec>,
  { operation, version }: management.MaintenanceLifecycleRequest,
): void {
  const { talosVersion } = machine.spec;
  const install = operation === OPERATION_INSTALL;
  if ((coerce(talosVersion)?.compare(LIFECYCLE_SINCE) ?? -1) < 0) {
    throw notReady(
      `the lifecycle API requires Talos ${LIFECYCLE_SINCE} or newer, machine is running "${talosVersion}"`,
    );
  }
  if (version !== '') checkTarget(store, version, talosVersion, install);
  checkReady(machine, 'maintenance lifecycle');
  const installed = LABELS.installed in machine.resource.labels;
  if (install && installed) throw notReady('Talos is already installed on this machine; use OPERATION_UPGRADE');
  if (!install && !installed) throw notReady('Talos is not installed on this machine; use OPERATION_INSTALL');
}

function maintainedMachine(store: TypedStore, id: string): Typed<specs.MachineStatusSpec> {
  const machine = store.find(types.MachineStatus, id);
  if (machine === undefined) throw new StatusError('NOT_FOUND', 'machine not found');
  if (!machine.spec.maintenance) throw notReady('machine is not in maintenance mode');
  return machine;
}

function checkReady({ spec }: Typed<specs.MachineStatusSpec>, what: string): void {
  if (spec.schematic?.inAgentMode) throw notReady(`${what} is not allowed on machines in agent mode`);
  if (!spec.schematic?.fullId) throw notReady('machine schematic is not ready yet');
  if (!spec.platformMetadata?.platform) throw notReady('machine platform is not known yet');
  if (spec.securityState === undefined) throw notReady('machine security state is not known yet');
}

function checkTarget(store: TypedStore, version: string, current: string, allowSame: boolean): void {
  const [target, source] = [version.replace(/^v/, ''), current.replace(/^v/, '')];
  const known = store.find(types.TalosVersion, target);
  if (known === undefined) throw notReady(`requested Talos version "${version}" is not tracked by this Omni release`);
  if (allowSame && target === source) return;
  const running = store.find(types.TalosVersion, source);
  if (running === undefined) {
    throw notReady(`no upgrade targets available: machine is running an untracked Talos version "${current}"`);
  }
  if (running.spec.upgradableTalosVersions.includes(target)) return;
  const text = `requested Talos version "${version}" is not a supported target from the version running in memory`;
  throw notReady(`${text} ("${current}")`);
}

function markInstalled(store: TypedStore, id: string): void {
  const machine = store.find(types.MachineStatus, id);
  if (machine === undefined) return;
  store.put(types.MachineStatus, id, {
    labels: { ...machine.resource.labels, [LABELS.installed]: '' },
    spec: machine.spec,
  });
}

function refused(text: string): StatusError {
  return new StatusError('INVALID_ARGUMENT', text);
}

function notReady(text: string): StatusError {
  return new StatusError('FAILED_PRECONDITION', text);
}
