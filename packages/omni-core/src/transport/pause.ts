import { setTimeout } from 'node:timers/promises';
import { fromAbort } from '../errors/from-abort.ts';

/** Waits. @throws {CancelledError} when the signal fires first */
export async function pause(ms: number, signal: AbortSignal | undefined, subject: string): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted) throw fromAbort(signal, subject);
    throw error;
  }
}
