import { WatchError } from '../errors/call-errors.ts';
import { isOmniError, OmniError } from '../errors/omni-error.ts';
import { redactSecrets } from '../errors/secret-text.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { resourceFromEnvelope } from '../resources/resource-wire.ts';
import { pause } from '../transport/pause.ts';
import type { Transport, TransportCall } from '../transport/transport.ts';
import type { EventEnvelope } from '../wire/envelope/envelope.ts';
import { readWatchResponse } from '../wire/envelope/read-response.ts';
import { EventType } from '../wire/gen/cosi-resource.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { stateService } from '../wire/services.ts';
import { backoffMs } from './backoff.ts';
import { KnownResources } from './known-resources.ts';
import type { WatchEvent, WatchOptions } from './state.ts';
import { type WatchStart, watchRequest } from './watch-request.ts';

const BACKOFF = { firstMs: 250, mostMs: 30_000 };

/** How long a broken watch tries to come back before it gives up. */
const GIVE_UP_AFTER_MS = 15 * 60_000;

/** A connection that was there for so long was open: none takes as long to fail, however quiet the watch is. */
const HELD_MS = 60_000;

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
): AsyncGenerator<WatchEvent<Spec>, void, undefined> {
  const subject = describeWatch(type, options);
  const session = new WatchSession(type, options);
  const method = stateService.watch;
  const call: TransportCall = {
    resource: subject,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  let established = false;
  let failures = 0;
  let brokenSince: number | undefined;

  while (true) {
    let failure: OmniError | undefined;
    const startedAt = performance.now();
    try {
      const request = messageCodec(method.request).encode(watchRequest(type, options, session.start()));
      for await (const batch of transport.serverStream(method.path, request, call)) {
        established = true;
        for (const event of batch.flatMap(readWatchResponse)) {
          yield* session.receive(event);
          failures = 0;
          brokenSince = undefined;
        }
      }
    } catch (error) {
      if (!isOmniError(error)) throw error;
      failure = error;
    }

    // The server never ends a watch on its own; without an error this is a connection closed politely.
    if (failure !== undefined && !(established && session.recover(failure))) throw session.fatal(failure, subject);
    if (performance.now() - startedAt > HELD_MS) {
      failures = 0;
      brokenSince = undefined;
    }
    failures++;
    brokenSince ??= performance.now();
    if (performance.now() - brokenSince > GIVE_UP_AFTER_MS) {
      throw new WatchError(`${subject}: the watch could not be reopened for 15 minutes`, { cause: failure });
    }
    await pause(backoffMs(failures, BACKOFF), options.signal, subject);
  }
}

/** What one watch has learned, over all its connections. */
class WatchSession<Spec> {
  readonly #type: ResourceType<Spec>;
  /** Absent when the watch does not begin with everything, so that there is nothing to compare with. */
  readonly #known: KnownResources<Spec> | undefined;
  #bookmark: Uint8Array | undefined;
  #bootstrapped = false;
  #toldMissing = false;
  readonly #single: boolean;

  constructor(type: ResourceType<Spec>, { id, bootstrap = true, bookmark }: WatchOptions) {
    this.#type = type;
    this.#single = id !== undefined;
    this.#bookmark = bookmark;
    this.#known = bookmark === undefined && (bootstrap || this.#single) ? new KnownResources() : undefined;
  }

  start(): WatchStart {
    if (this.#bookmark !== undefined) return { from: 'bookmark', bookmark: this.#bookmark };
    if (this.#known === undefined) return { from: 'now' };
    if (!this.#single) this.#known.startBootstrap();
    return { from: 'bootstrap' };
  }

  /** The events to deliver for one from the server. @throws {WatchError} when it says that the watch is dead */
  *receive(event: EventEnvelope): Generator<WatchEvent<Spec>, void, undefined> {
    if (event.eventType === EventType.ERRORED) {
      throw new WatchError(redactSecrets(event.error ?? 'the server ended the watch'));
    }
    if (event.eventType === EventType.NOOP) {
      this.#bookmark = event.bookmark ?? this.#bookmark;
      return;
    }
    if (event.eventType === EventType.BOOTSTRAPPED) yield* this.#finishBootstrap(event.bookmark);
    else yield* this.#change(event);
    // Only now: if the reader leaves or fails in between, the event is not counted as delivered.
    this.#bookmark = event.bookmark ?? this.#bookmark;
  }

  /** Prepares the next attempt. @returns false when there can be none */
  recover(failure: OmniError): boolean {
    switch (failure.code) {
      case 'unavailable':
        return true;
      case 'precondition_failed':
      case 'watch_failed': {
        const lost = failure.code === 'watch_failed' || this.#bookmark !== undefined;
        this.#bookmark = undefined;
        return lost && this.#known !== undefined;
      }
      default:
        return false;
    }
  }

  fatal(failure: OmniError, subject: string): OmniError {
    if (failure.code !== 'precondition_failed' && failure.code !== 'watch_failed') return failure;
    return new WatchError(`${subject}: ${failure.message}`, {
      cause: failure,
      hint: 'Start a new watch with bootstrap; the changes since the bookmark are no longer available.',
    });
  }

  *#finishBootstrap(bookmark: Uint8Array | undefined): Generator<WatchEvent<Spec>, void, undefined> {
    yield* this.#known?.finishBootstrap() ?? [];
    if (this.#bootstrapped) return;
    this.#bootstrapped = true;
    yield bookmark === undefined ? { kind: 'bootstrapped' } : { kind: 'bootstrapped', bookmark };
  }

  *#change(event: EventEnvelope): Generator<WatchEvent<Spec>, void, undefined> {
    const change = decodeChange(this.#type, event);
    if (this.#known === undefined) {
      yield change;
      return;
    }
    const accepted = this.#known.accept(change);
    if (accepted !== undefined) {
      this.#toldMissing = accepted.kind === 'destroyed';
      yield accepted;
    } else if (this.#single && change.kind === 'destroyed' && !this.#toldMissing) {
      // The first word about a single resource may be that it does not exist.
      this.#toldMissing = true;
      yield change;
    }
  }
}

function decodeChange<Spec>(
  type: ResourceType<Spec>,
  { eventType, resource: message, old, bookmark: mark }: EventEnvelope,
): Exclude<WatchEvent<Spec>, { kind: 'bootstrapped' }> {
  const resource = resourceFromEnvelope(type, message);
  const bookmark = mark === undefined ? {} : { bookmark: mark };
  switch (eventType) {
    case EventType.CREATED:
      return { kind: 'created', resource, ...bookmark };
    case EventType.DESTROYED:
      return { kind: 'destroyed', resource, ...bookmark };
    case EventType.UPDATED:
      return { kind: 'updated', resource, old: old && resourceFromEnvelope(type, old), ...bookmark };
    default:
      throw new OmniError('protocol', `the server sent a watch event of unknown type ${eventType}`);
  }
}

function describeWatch(type: ResourceType, { id, namespace = type.defaultNamespace }: WatchOptions): string {
  return `${type.type}(${namespace}/${id ?? '*'})`;
}
