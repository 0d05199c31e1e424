import { WatchError } from '../errors/call-errors.ts';
import { OmniError } from '../errors/omni-error.ts';
import { redactSecrets } from '../errors/secret-text.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { resourceFromEnvelope } from '../resources/resource-wire.ts';
import { retryReason } from '../transport/retry-reason.ts';
import type { EventEnvelope } from '../wire/envelope/envelope.ts';
import { EventType } from '../wire/gen/cosi-resource.ts';
import { type Change, KnownResources } from './known-resources.ts';
import type { WatchEvent, WatchOptions } from './state.ts';
import type { WatchStart } from './watch-request.ts';

/** What one watch has learned, over all its connections. */
export class WatchSession<Spec> {
  readonly #type: ResourceType<Spec>;
  readonly #single: boolean;
  /** Absent when the watch does not begin with everything, so that there is nothing to compare with. */
  readonly #known: KnownResources<Spec> | undefined;
  #bookmark: Uint8Array | undefined;
  #bootstrapped = false;
  #toldMissing = false;
  #bundled = true;

  constructor(type: ResourceType<Spec>, { id, bootstrap = true, bookmark }: WatchOptions) {
    this.#type = type;
    this.#single = id !== undefined;
    this.#bookmark = bookmark;
    this.#known = bookmark === undefined && (bootstrap || this.#single) ? new KnownResources() : undefined;
  }

  /** How the next attempt begins. */
  start(): WatchStart {
    const bundled = this.#bundled;
    if (this.#bookmark !== undefined) return { from: 'bookmark', bookmark: this.#bookmark, bundled };
    if (this.#known === undefined) return { from: 'now', bundled };
    if (!this.#single) this.#known.startBootstrap();
    return { from: 'bootstrap', bundled };
  }

  /** The events to deliver for one from the server. @throws {WatchError} when it says that the watch is dead */
  *receive(event: EventEnvelope): Generator<WatchEvent<Spec>, void, undefined> {
    if (event.eventType === EventType.ERRORED) {
      throw new WatchError(redactSecrets(event.error ?? 'the server ended the watch'));
    }
    if (event.eventType === EventType.BOOTSTRAPPED) yield* this.#finishBootstrap(event.bookmark);
    else if (event.eventType !== EventType.NOOP) yield* this.#change(event);
    // Only now: if the reader leaves or fails in between, the event is not counted as delivered.
    this.#bookmark = event.bookmark ?? this.#bookmark;
  }

  /**
   * Prepares the next attempt.
   * @param stood the watch had been opened at least once
   * @returns false when there can be none
   */
  recover(failure: OmniError, stood: boolean): boolean {
    switch (failure.code) {
      case 'unimplemented':
        // Some namespaces are served by backends that send every event alone.
        return this.#unbundle();
      case 'unavailable':
      case 'server_error':
      case 'deadline_exceeded':
        return stood;
      case 'resource_exhausted':
        // Events that are too large together, above all those of a bootstrap, may not be on their own.
        return retryReason(failure) === 'never' ? this.#unbundle() : stood;
      case 'precondition_failed':
      case 'watch_failed': {
        const lost = failure.code === 'watch_failed' || this.#bookmark !== undefined;
        this.#bookmark = undefined;
        return stood && lost && this.#known !== undefined;
      }
      default:
        return false;
    }
  }

  /** @returns false when events came alone already */
  #unbundle(): boolean {
    const wasBundled = this.#bundled;
    this.#bundled = false;
    return wasBundled;
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
    if (accepted.length > 0) {
      this.#toldMissing = change.kind === 'destroyed';
      yield* accepted;
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
): Change<Spec> {
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
