import { DeadlineError } from '../errors/call-errors.ts';
import type { CallOptions } from './call-options.ts';

/** Default longest time for a call, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** One deadline shared by several calls that together are one operation. */
export interface Deadline {
  /**
   * Options for the next call: the same signal, and the time that is left.
   * @throws {DeadlineError} when none is
   */
  rest(): CallOptions;
}

/** Starts the clock of an operation that takes more than one call. */
export function startDeadline(options: CallOptions, operation: string): Deadline {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const end = performance.now() + timeoutMs;
  return {
    rest() {
      const left = Math.ceil(end - performance.now());
      if (left <= 0) throw new DeadlineError(`${operation}: not done within ${timeoutMs} ms`);
      return signal === undefined ? { timeoutMs: left } : { signal, timeoutMs: left };
    },
  };
}
