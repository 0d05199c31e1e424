import { DeadlineError } from '../errors/call-errors.ts';

/** The time until the server says that a watch stands, which it does before anything else. */
export interface WatchOpening {
  /** Fires with the caller's signal, or when the server has said nothing for too long. */
  readonly signal: AbortSignal;
  /** Why it fired, when it was not the caller. */
  readonly late: DeadlineError | undefined;
  /** Stops the clock. The caller's signal goes on counting. */
  end(): void;
}

/** Starts the clock: a connection may take the request and be dead. */
export function startOpening(subject: string, timeoutMs: number, signal: AbortSignal | undefined): WatchOpening {
  const clock = new AbortController();
  let late: DeadlineError | undefined;
  const timer = setTimeout(() => {
    late = new DeadlineError(`${subject}: the server did not open the watch within ${timeoutMs} ms`);
    clock.abort(late);
  }, timeoutMs);
  return {
    signal: signal === undefined ? clock.signal : AbortSignal.any([signal, clock.signal]),
    get late() {
      return late;
    },
    end: () => clearTimeout(timer),
  };
}
