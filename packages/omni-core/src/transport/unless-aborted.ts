import { fromAbort } from '../errors/from-abort.ts';

/**
 * Waits for work that others wait for as well: one who gives up does not end it.
 * @throws {CancelledError} when the signal fires first
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, subject: string): Promise<T> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(fromAbort(signal, subject));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
