import type { cosiResource } from '@fleetwright/omni-core/wire';
import type { Call, Responses } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import { resourceFilter } from '../store/resource-filter.ts';
import { eventMessage, watchResponse } from './frames.ts';
import type { GuardedState } from './guarded-state.ts';
import type { OpenWatch } from './watch.ts';

/** Events a slow reader may be behind before its watch is declared dead; the real server has such a limit, too. */
const MAX_BACKLOG = 50_000;
/** Events sent in one response to those who asked for aggregation. */
const MAX_AGGREGATED = 256;

/**
 * Answers a Watch until the client leaves: first an empty message, then events as they come.
 * @throws {StatusError} instead of the first message when the watch cannot be opened
 */
export async function serveWatch(
  state: GuardedState,
  { caller, signal }: Call,
  request: cosiResource.WatchRequest,
  out: Responses,
): Promise<void> {
  const backlog = new Backlog();
  const watch = openWatch(state, caller, request, (event) => backlog.push(event));
  try {
    signal.addEventListener('abort', () => backlog.wake(), { once: true });
    await out.send(watchResponse([]));
    const size = request.options?.aggregated === true ? MAX_AGGREGATED : 1;
    await sendAll(watch.initial, size, out);
    while (!signal.aborted) {
      const events = await backlog.take();
      if (events === 'overrun') {
        const errored = eventMessage({ kind: 'errored', error: 'buffer overrun: the watch fell too far behind' });
        watch.close();
        if (request.apiVersion >= 1) await out.send(watchResponse([errored]));
        await aborted(signal);
      } else {
        await sendAll(events, size, out);
      }
    }
  } catch (error) {
    // Nobody is left to read the answer when the client went away while we wrote.
    if (!signal.aborted) throw error;
  } finally {
    watch.close();
  }
}

function openWatch(
  state: GuardedState,
  caller: Call['caller'],
  { namespace, type, id, options, apiVersion }: cosiResource.WatchRequest,
  sink: (event: Uint8Array) => void,
): OpenWatch {
  const labels = options?.labelQuery ?? [];
  const fromBookmark = options?.startFromBookmark;
  if ((options?.tailEvents ?? 0) > 0) throw new StatusError('UNKNOWN', 'operation tailEvents is not supported');
  if (id !== undefined) {
    if (options?.bootstrapContents === true) {
      throw new StatusError('UNIMPLEMENTED', 'bootstrap contents is not implemented for resource watch');
    }
    if (labels.length > 0) {
      throw new StatusError('UNIMPLEMENTED', 'label query is not implemented for resource watch');
    }
    return state.watchResource(caller, { namespace, type, id }, fromBookmark, sink);
  }
  const kind = {
    filter: resourceFilter(labels, options?.idQuery?.regexp ?? ''),
    bootstrap: options?.bootstrapContents ?? false,
    bootstrapBookmark: options?.bootstrapBookmark ?? false,
    fromBookmark,
    // Clients from before markers existed are not told about the end of the bootstrap.
    markers: apiVersion >= 1,
  };
  return state.watchKind(caller, { namespace, type }, kind, sink);
}

async function sendAll(events: readonly Uint8Array[], size: number, out: Responses): Promise<void> {
  for (let start = 0; start < events.length; start += size) {
    await out.send(watchResponse(events.slice(start, start + size)));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

/** Events waiting to be sent. Writers never wait; readers take everything there is. */
class Backlog {
  #events: Uint8Array[] = [];
  #overrun = false;
  #wake = Promise.withResolvers<void>();

  push(event: Uint8Array): void {
    if (this.#events.length >= MAX_BACKLOG) this.#overrun = true;
    else this.#events.push(event);
    this.wake();
  }

  wake(): void {
    this.#wake.resolve();
  }

  async take(): Promise<readonly Uint8Array[] | 'overrun'> {
    await this.#wake.promise;
    this.#wake = Promise.withResolvers();
    if (this.#overrun) return 'overrun';
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
