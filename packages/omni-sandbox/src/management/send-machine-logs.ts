import type { common, Init, management } from '@fleetwright/omni-core/wire';
import { requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { ManagementContext } from './management-context.ts';

/** @throws {StatusError} PERMISSION_DENIED, INVALID_ARGUMENT, NOT_FOUND */
export async function sendMachineLogs(
  { machineLogs }: ManagementContext,
  { caller, signal }: Call,
  { machineId, follow, tailLines }: management.MachineLogsRequest,
  send: (line: Init<common.Data>) => Promise<void>,
): Promise<void> {
  if (machineId === '') throw new StatusError('INVALID_ARGUMENT', 'machine id is required');
  requireRole(caller, 'Reader');
  if (!machineLogs.has(machineId)) throw new StatusError('NOT_FOUND', `log store not found: ${machineId}`);
  let next = tailLines < 0 ? 0 : Math.max(0, machineLogs.next(machineId) - tailLines);
  do {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = machineLogs.listen(machineId, resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    try {
      const end = machineLogs.next(machineId);
      for (const line of machineLogs.since(machineId, next)) {
        if (signal.aborted) return;
        await send({ bytes: Buffer.from(line) });
      }
      next = end;
      if (follow && machineLogs.next(machineId) === end) await promise;
    } finally {
      stop();
    }
  } while (follow && !signal.aborted);
}
