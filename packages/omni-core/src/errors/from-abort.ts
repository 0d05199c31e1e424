import { CancelledError } from './call-errors.ts';

/** The error for a call its caller gave up; keeps the reason given to `abort()` as cause. */
export function fromAbort(signal: AbortSignal, subject: string): CancelledError {
  return new CancelledError(`${subject}: cancelled by the caller`, { cause: signal.reason });
}

/** @throws {CancelledError} when the signal has fired already */
export function throwIfAborted(signal: AbortSignal | undefined, subject: string): void {
  if (signal?.aborted) throw fromAbort(signal, subject);
}
