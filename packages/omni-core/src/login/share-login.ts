import { isOmniError, type OmniError } from '../errors/omni-error.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { unlessAborted } from '../transport/unless-aborted.ts';

/** When one who waits gives up. */
export interface ShareLoginOptions extends CallOptions {
  readonly timeoutMs: number;
  /** For messages. */
  readonly subject: string;
  /** Makes the error for when its time is over. */
  readonly late: (cause: OmniError) => OmniError;
}

/** A login that is under way. */
interface SharedLogin<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

const underWay = new Map<string, SharedLogin<unknown>>();

/**
 * Joins the login under way that has the same key, or begins it, so that a person sees one browser however many parts of a
 * program ask at the same time. Who gives up leaves the others waiting; the login ends when nobody waits any more.
 *
 * @param key everything that makes logins different; what one with the same key comes to is given to all
 * @param options when this caller gives up
 * @throws {OmniError} `cancelled`, what `late` makes, and what the login throws
 */
export async function shareLogin<T>(
  key: string,
  options: ShareLoginOptions,
  login: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, timeoutMs, subject, late } = options;
  // What is kept under a key was begun with it.
  const shared = (underWay.get(key) as SharedLogin<T> | undefined) ?? begin(key, login);
  const expiry = AbortSignal.timeout(timeoutMs);
  const givesUp = signal === undefined ? expiry : AbortSignal.any([signal, expiry]);
  shared.waiting += 1;
  try {
    return await unlessAborted(shared.result, givesUp, subject);
  } catch (error) {
    const isLate = expiry.aborted && !signal?.aborted && isOmniError(error, 'cancelled');
    throw isLate ? late(error) : error;
  } finally {
    shared.waiting -= 1;
    if (shared.waiting === 0) end(key, shared);
  }
}

function begin<T>(key: string, login: (signal: AbortSignal) => Promise<T>): SharedLogin<T> {
  const abort = new AbortController();
  const result = login(abort.signal).finally(() => forget(key, shared));
  const shared: SharedLogin<T> = { result, abort, waiting: 0 };
  // Those who wait hear of a failure; after they have left, nobody needs to.
  result.catch(() => undefined);
  underWay.set(key, shared);
  return shared;
}

function end(key: string, shared: SharedLogin<unknown>): void {
  forget(key, shared);
  shared.abort.abort();
}

function forget(key: string, shared: SharedLogin<unknown>): void {
  if (underWay.get(key) === shared) underWay.delete(key);
}
