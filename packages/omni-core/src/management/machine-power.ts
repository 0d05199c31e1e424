import type { CallOptions } from '../transport/call-options.ts';
import { managementService } from '../wire/services.ts';
import { requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';

export async function powerOffMachine(caller: ManagementCaller, machine: string, options: CallOptions): Promise<void> {
  await caller.unary(managementService.machinePowerOff, { machineId: machine }, powerCall(machine, options));
}

export async function powerOnMachine(caller: ManagementCaller, machine: string, options: CallOptions): Promise<void> {
  await caller.unary(managementService.machinePowerOn, { machineId: machine }, powerCall(machine, options));
}

function powerCall(machine: string, options: CallOptions) {
  requireText(machine, 'The machine id');
  return { ...callOptions(options), writes: true, subject: `machine ${machine}` };
}
