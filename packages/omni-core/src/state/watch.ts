import { WatchError } from '../errors/call-errors.ts';
import { isOmniError, type OmniError } from '../errors/omni-error.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { DEFAULT_TIMEOUT_MS } from '../transport/deadline.ts';
import type { Transport } from '../transport/transport.ts';
import { readWatchResponse } from '../wire/envelope/read-response.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { stateService } from '../wire/services.ts';
import type { WatchEvent, WatchOptions } from './state.ts';
import { startOpening } from './watch-opening.ts';
import { WatchOutage } from './watch-outage.ts';
import { watchRequest } from './watch-request.ts';
import { WatchSession } from './watch-session.ts';

export interface WatchTimes {
  /** Longest time until the server has to say that the watch stands, in milliseconds. @default 30_000 */
  readonly openTimeoutMs?: number;
}

/**
 * Follows a type or one resource, across broken connections.
 *
 * A dropped connection is reopened from the last bookmark. When the server no longer knows the bookmark, or says that
 * the watch is dead, the watch starts over with a bootstrap and delivers only what differs from what it delivered
 * before. A watch that started from a caller's bookmark, or without bootstrap, cannot do that and fails instead.
 */
export async function* watchState<Spec>(
  transport: Transport,
  type: ResourceType<Spec>,
  options: WatchOptions,
  { openTimeoutMs = DEFAULT_TIMEOUT_MS }: WatchTimes = {},
): AsyncGenerator<WatchEvent<Spec>, void, undefined> {
  const { path, request } = stateService.watch;
  const subject = describeWatch(type, options);
  const session = new WatchSession(type, options);
  const outage = new WatchOutage(subject);
  let stood = false;

  while (true) {
    const query = messageCodec(request).encode(watchRequest(type, options, session.start()));
    outage.start();
    const opening = startOpening(subject, openTimeoutMs, options.signal);
    let failure: OmniError | undefined;
    try {
      for await (const batch of transport.serverStream(path, query, { resource: subject, signal: opening.signal })) {
        stood = true;
        opening.end();
        for (const message of batch) {
          for (const event of readWatchResponse(message)) {
            for (const told of session.receive(event)) yield told;
            outage.end();
          }
        }
      }
    } catch (error) {
      if (!isOmniError(error)) throw error;
      failure = opening.late ?? error;
    } finally {
      opening.end();
    }

    // The server never ends a watch on its own; without an error this is a connection closed politely.
    if (failure !== undefined && !session.recover(failure, stood)) throw fatal(failure, subject);
    await outage.wait(failure, options.signal);
  }
}

function fatal(failure: OmniError, subject: string): OmniError {
  if (failure.code !== 'precondition_failed' && failure.code !== 'watch_failed') return failure;
  return new WatchError(`${subject}: ${failure.message}`, {
    cause: failure,
    hint: 'Start a new watch with bootstrap; the changes since the bookmark are no longer available.',
  });
}

function describeWatch(type: ResourceType, { id, namespace = type.defaultNamespace }: WatchOptions): string {
  return `${type.type}(${namespace}/${id ?? '*'})`;
}
