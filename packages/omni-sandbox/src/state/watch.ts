import { encodeTombstone } from '../store/resource-encoding.ts';
import type { ResourceFilter } from '../store/resource-filter.ts';
import type { Store } from '../store/store.ts';
import type { StoreEvent } from '../store/store-event.ts';
import type { ResourceKey } from '../store/stored-resource.ts';
import type { Encoder } from './encoder.ts';
import { eventMessage } from './frames.ts';

/** What is followed, and how it is written. */
export interface WatchedState {
  readonly store: Store;
  readonly encoder: Encoder;
}

/** What a kind watch starts with. */
export interface KindWatchOptions {
  readonly filter: ResourceFilter;
  readonly bootstrap: boolean;
  readonly bootstrapBookmark: boolean;
  readonly fromBookmark: Uint8Array | undefined;
  /** Whether the client understands BOOTSTRAPPED. */
  readonly markers: boolean;
}

/** An open watch: encoded events are pushed into `sink` until {@link close}. */
export interface OpenWatch {
  /** Events that were due at once: bootstrap, replay, or the current state. */
  readonly initial: readonly Uint8Array[];
  close(): void;
}

type Sink = (event: Uint8Array) => void;

/**
 * Follows a type. Opening and reading the start are one step, so nothing is lost or doubled in between.
 * @throws {StatusError} FAILED_PRECONDITION for an unusable bookmark
 */
export function watchKind(
  state: WatchedState,
  kind: Omit<ResourceKey, 'id'>,
  options: KindWatchOptions,
  sink: Sink,
): OpenWatch {
  const { filter, bootstrap, bootstrapBookmark, fromBookmark, markers } = options;
  const { store, encoder } = state;
  const { namespace, type } = kind;
  const marker = (marked: 'bootstrapped' | 'noop') =>
    eventMessage({
      kind: marked,
      resource: encodeTombstone(namespace, type, ''),
      bookmark: store.bookmark(namespace),
    });
  const initial: Uint8Array[] = [];
  if (fromBookmark !== undefined) {
    for (const event of store.eventsSince(kind, fromBookmark)) {
      const message = filteredEvent(state, event, filter);
      if (message !== undefined) initial.push(message);
    }
  }
  if (bootstrap) {
    for (const resource of store.list(kind, filter)) {
      initial.push(eventMessage({ kind: 'created', resource: encoder.resource(resource) }));
    }
    if (markers) initial.push(marker('bootstrapped'));
  } else if (bootstrapBookmark) {
    initial.push(marker('noop'));
  }
  const close = store.listen(kind, (event) => {
    const message = filteredEvent(state, event, filter);
    if (message !== undefined) sink(message);
  });
  return { initial, close };
}

/** Follows one resource, which need not exist. Starts with its state: CREATED, or DESTROYED with a tombstone. */
export function watchResource(
  { store, encoder }: WatchedState,
  key: ResourceKey,
  fromBookmark: Uint8Array | undefined,
  sink: Sink,
): OpenWatch {
  const initial: Uint8Array[] = [];
  if (fromBookmark !== undefined) {
    for (const event of store.eventsSince(key, fromBookmark)) {
      if (event.resource.id === key.id) initial.push(encoder.event(store, event));
    }
  } else {
    const current = store.find(key);
    initial.push(
      current === undefined
        ? eventMessage({ kind: 'destroyed', resource: encodeTombstone(key.namespace, key.type, key.id) })
        : eventMessage({
            kind: 'created',
            resource: encoder.resource(current),
            bookmark: store.bookmark(key.namespace),
          }),
    );
  }
  const close = store.listen(key, (event) => {
    if (event.resource.id === key.id) sink(encoder.event(store, event));
  });
  return { initial, close };
}

/** An object that starts or stops matching looks created or destroyed to the one who asked for matches. */
function filteredEvent(
  { store, encoder }: WatchedState,
  event: StoreEvent,
  filter: ResourceFilter,
): Uint8Array | undefined {
  if (filter === undefined) return encoder.event(store, event);
  const matches = filter(event.resource);
  if (event.kind !== 'updated') return matches ? encoder.event(store, event) : undefined;
  const matched = filter(event.old);
  if (matches && matched) return encoder.event(store, event);
  if (matches) return encoder.eventAs(store, event, 'created');
  return matched ? encoder.eventAs(store, event, 'destroyed') : undefined;
}
