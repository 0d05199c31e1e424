import { randomUUID } from 'node:crypto';
import { LABELS, types } from '@fleetwright/omni-core';
import { type Init, specs } from '@fleetwright/omni-core/wire';
import { requireRole } from '../auth/role.ts';
import { omit } from '../entries.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { ManagementContext } from './management-context.ts';

const { POWER_STATE_ON, POWER_STATE_OFF } = specs.MachineStatusSpec.PowerState;
const PROVIDER_ID = 'omni.sidero.dev/infra-provider-id';
const STATIC_PROVIDER = 'omni.sidero.dev/is-static-infra-provider';

/** Shuts a machine down: it disconnects. @throws {StatusError} PERMISSION_DENIED, INVALID_ARGUMENT, NOT_FOUND */
export function powerOff({ store, audit }: ManagementContext, { caller }: Call, machine: string): Init<object> {
  requireMachine(machine);
  requireRole(caller, 'Operator');
  if (isManagedByStaticProvider(store, machine)) requestPowerOff(store, machine, randomUUID());
  audit.record({ type: 'talos_access', caller, resourceId: machine });
  showPower(store, machine, false);
  return {};
}

/** @throws {StatusError} FAILED_PRECONDITION for machines nobody but a person can switch on; NOT_FOUND and the like */
export function powerOn({ store }: ManagementContext, { caller }: Call, machine: string): Init<object> {
  requireMachine(machine);
  requireRole(caller, 'Operator');
  if (!isManagedByStaticProvider(store, machine)) {
    const text = 'machine is not managed by a static infra provider, power on the machine manually';
    throw new StatusError('FAILED_PRECONDITION', text);
  }
  requestPowerOff(store, machine, '');
  showPower(store, machine, true);
  return {};
}

function requireMachine(machine: string): void {
  if (machine === '') throw new StatusError('INVALID_ARGUMENT', 'machine id is required');
}

function isManagedByStaticProvider(store: TypedStore, machine: string): boolean {
  const link = store.find(types.Link, machine);
  if (link === undefined) throw new StatusError('NOT_FOUND', 'machine not found');
  const provider = link.resource.labels[PROVIDER_ID];
  if (provider === undefined) return false;
  const status = store.find(types.InfraProviderStatus, provider);
  if (status === undefined) throw new StatusError('FAILED_PRECONDITION', 'failed to get infra provider status');
  return STATIC_PROVIDER in status.resource.labels;
}

function requestPowerOff(store: TypedStore, machine: string, powerOffRequestId: string): void {
  const config = store.find(types.InfraMachineConfig, machine);
  if (config === undefined) {
    const verb = powerOffRequestId === '' ? 'clear' : 'set';
    const text = `infra machine config not found, cannot ${verb} machine power-off request`;
    throw new StatusError('FAILED_PRECONDITION', text);
  }
  store.put(types.InfraMachineConfig, machine, { spec: { ...config.spec, powerOffRequestId } });
}

function showPower(store: TypedStore, machine: string, on: boolean): void {
  const status = store.find(types.MachineStatus, machine);
  if (status === undefined) return;
  const rest = omit(status.resource.labels, [LABELS.connected, LABELS.disconnected, LABELS.readyToUse]);
  store.put(types.MachineStatus, machine, {
    labels: on ? { ...rest, [LABELS.connected]: '', [LABELS.readyToUse]: '' } : { ...rest, [LABELS.disconnected]: '' },
    spec: { ...status.spec, connected: on, powerState: on ? POWER_STATE_ON : POWER_STATE_OFF },
  });
}
