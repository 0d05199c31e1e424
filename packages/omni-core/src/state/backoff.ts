import { setTimeout } from 'node:timers/promises';
import { fromAbort } from '../errors/from-abort.ts';

export interface BackoffOptions {
  /** First delay, in milliseconds. */
  readonly firstMs: number;
  /** Longest delay, in milliseconds. */
  readonly mostMs: number;
}

/**
 * Delay before the given attempt (the first is 1): doubles up to the limit, then a random half of it is taken off so
 * that many clients do not come back together.
 */
export function backoffMs(attempt: number, { firstMs, mostMs }: BackoffOptions, random = Math.random): number {
  const full = Math.min(mostMs, firstMs * 2 ** (attempt - 1));
  return full * (0.5 + random() / 2);
}

/** Waits. @throws {CancelledError} when the signal fires first */
export async function pause(ms: number, signal: AbortSignal | undefined, subject: string): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted) throw fromAbort(signal, subject);
    throw error;
  }
}
