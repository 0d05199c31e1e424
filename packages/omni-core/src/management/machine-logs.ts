import type { CallOptions } from '../transport/call-options.ts';
import { managementService } from '../wire/services.ts';
import { invalidArgument, requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';
import { TIMEOUTS_MS } from './timeouts.ts';

/** Which lines of a machine's log are wanted. */
export interface MachineLogsOptions extends CallOptions {
  /** Go on with new lines when the stored ones have been sent. Without `timeoutMs` there is no deadline then. @default false */
  readonly follow?: boolean;
  /** How many stored lines come first; 0 makes sense only with `follow`. @default 'all' */
  readonly tailLines?: number | 'all';
}

const LARGEST_INT32 = 2 ** 31 - 1;

/** Lines as Talos sent them, mostly JSON, without line ends. */
export async function* machineLogs(
  caller: ManagementCaller,
  machine: string,
  options: MachineLogsOptions,
): AsyncGenerator<string, void, undefined> {
  const { follow = false, tailLines = 'all' } = options;
  requireText(machine, 'The machine id');
  const lines = caller.stream(
    managementService.machineLogs,
    { machineId: machine, follow, tailLines: wireTailLines(tailLines, follow) },
    { ...callOptions(options, follow ? undefined : TIMEOUTS_MS.storedLog), subject: `log of machine ${machine}` },
  );
  for await (const { bytes } of lines) yield Buffer.from(bytes).toString('utf8');
}

function wireTailLines(tailLines: number | 'all', follow: boolean): number {
  if (tailLines === 'all') return -1;
  if (!Number.isInteger(tailLines) || tailLines < 0 || tailLines > LARGEST_INT32) {
    throw invalidArgument(`tailLines must be 'all' or a whole number, not ${tailLines}`);
  }
  // To the server 0 means no line at all, not all of them.
  if (tailLines === 0 && !follow) throw invalidArgument('tailLines 0 without follow asks for nothing');
  return tailLines;
}
