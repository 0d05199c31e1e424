import type { CallOptions } from '../transport/call-options.ts';
import { MaintenanceLifecycleRequest } from '../wire/gen/management.ts';
import type { Init } from '../wire/init.ts';
import { managementService } from '../wire/services.ts';
import { requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';
import { TIMEOUTS_MS } from './timeouts.ts';

/** What to do with a machine in maintenance mode. */
export type MaintenanceOperation =
  | {
      readonly kind: 'install';
      /** Device Talos is written to, e.g. `/dev/sda`. */
      readonly disk: string;
      /** @default the version the machine runs */
      readonly version?: string;
    }
  | { readonly kind: 'upgrade'; readonly version: string };

const { OPERATION_INSTALL, OPERATION_UPGRADE } = MaintenanceLifecycleRequest.Operation;

export async function* maintenanceLifecycle(
  caller: ManagementCaller,
  machine: string,
  operation: MaintenanceOperation,
  options: CallOptions,
): AsyncGenerator<string, void, undefined> {
  requireText(machine, 'The machine id');
  const messages = caller.stream(
    managementService.maintenanceLifecycle,
    { machineId: machine, ...lifecycleRequest(operation) },
    { ...callOptions(options, TIMEOUTS_MS.lifecycle), writes: true, subject: `machine ${machine}` },
  );
  for await (const { message } of messages) yield message;
}

function lifecycleRequest(operation: MaintenanceOperation): Init<MaintenanceLifecycleRequest> {
  if (operation.kind === 'install') {
    requireText(operation.disk, 'The disk');
    return { operation: OPERATION_INSTALL, disk: operation.disk, version: operation.version };
  }
  requireText(operation.version, 'The Talos version');
  return { operation: OPERATION_UPGRADE, version: operation.version };
}

export async function maintenanceUpgrade(
  caller: ManagementCaller,
  machine: string,
  version: string,
  options: CallOptions,
): Promise<void> {
  requireText(machine, 'The machine id');
  requireText(version, 'The Talos version');
  await caller.unary(
    managementService.maintenanceUpgrade,
    { machineId: machine, version },
    { ...callOptions(options), writes: true, subject: `machine ${machine}` },
  );
}
