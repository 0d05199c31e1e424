import pRetry from 'p-retry';
import { fromAbort } from '../errors/from-abort.ts';
import { isOmniError } from '../errors/omni-error.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { Deadline } from '../transport/deadline.ts';

/** Ten tries over some seconds: longer than a cached read lags, shorter than anybody waits without wondering. */
const RETRY = { retries: 9, minTimeout: 50, maxTimeout: 2_000, factor: 2, randomize: true } as const;

/**
 * Repeats a read-change-write step while it ends in a version conflict, with growing, random pauses.
 * Every other failure, and the last conflict, is thrown as it is.
 *
 * @param step gets the options for its calls, with the time that is left
 */
export async function retryConflicts<T>(
  step: (options: CallOptions) => Promise<T>,
  deadline: Deadline,
  subject: string,
): Promise<T> {
  const { signal } = deadline.rest();
  try {
    return await pRetry(() => step(deadline.rest()), {
      ...RETRY,
      ...(signal === undefined ? {} : { signal }),
      shouldRetry: ({ error }) => isOmniError(error, 'version_conflict'),
    });
  } catch (error) {
    if (signal?.aborted && !isOmniError(error)) throw fromAbort(signal, subject);
    throw error;
  }
}
