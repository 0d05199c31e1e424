import { encodeResource, encodeTombstone } from '../store/resource-encoding.ts';
import type { ResourceFilter } from '../store/resource-filter.ts';
import type { Store } from '../store/store.ts';
import type { StoreEvent } from '../store/store-event.ts';
import type { ResourceKey } from '../store/stored-resource.ts';
import { type EventParts, eventMessage } from './frames.ts';

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
  store: Store,
  kind: Omit<ResourceKey, 'id'>,
  options: KindWatchOptions,
  sink: Sink,
): OpenWatch {
  const { filter, bootstrap, bootstrapBookmark, fromBookmark, markers } = options;
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
      const message = filteredEvent(store, event, filter);
      if (message !== undefined) initial.push(message);
    }
  }
  if (bootstrap) {
    for (const resource of store.list(kind, filter)) {
      initial.push(eventMessage({ kind: 'created', resource: encodeResource(resource) }));
    }
    if (markers) initial.push(marker('bootstrapped'));
  } else if (bootstrapBookmark) {
    initial.push(marker('noop'));
  }
  const close = store.listen(kind, (event) => {
    const message = filteredEvent(store, event, filter);
    if (message !== undefined) sink(message);
  });
  return { initial, close };
}

/** Follows one resource, which need not exist. Starts with its state: CREATED, or DESTROYED with a tombstone. */
export function watchResource(
  store: Store,
  key: ResourceKey,
  fromBookmark: Uint8Array | undefined,
  sink: Sink,
): OpenWatch {
  const initial: Uint8Array[] = [];
  if (fromBookmark !== undefined) {
    for (const event of store.eventsSince(key, fromBookmark)) {
      if (event.resource.id === key.id) initial.push(encodeEvent(store, event));
    }
  } else {
    const current = store.find(key);
    initial.push(
      current === undefined
        ? eventMessage({ kind: 'destroyed', resource: encodeTombstone(key.namespace, key.type, key.id) })
        : eventMessage({
            kind: 'created',
            resource: encodeResource(current),
            bookmark: store.bookmark(key.namespace),
          }),
    );
  }
  const close = store.listen(key, (event) => {
    if (event.resource.id === key.id) sink(encodeEvent(store, event));
  });
  return { initial, close };
}

/** Encoded once, however many watchers there are. */
const encodedEvents = new WeakMap<StoreEvent, Uint8Array>();

function encodeEvent(store: Store, event: StoreEvent): Uint8Array {
  let bytes = encodedEvents.get(event);
  if (bytes === undefined) {
    bytes = encodeAs(store, event, event.kind);
    encodedEvents.set(event, bytes);
  }
  return bytes;
}

function encodeAs(store: Store, event: StoreEvent, kind: EventParts['kind']): Uint8Array {
  const bookmark = store.bookmark(event.resource.namespace, event.revision);
  const old = event.kind === 'updated' && kind === 'updated' ? { old: encodeResource(event.old) } : {};
  // A resource that stops matching leaves with the last state that matched.
  const shown = event.kind === 'updated' && kind === 'destroyed' ? event.old : event.resource;
  return eventMessage({ kind, resource: encodeResource(shown), bookmark, ...old });
}

/** An object that starts or stops matching looks created or destroyed to the one who asked for matches. */
function filteredEvent(store: Store, event: StoreEvent, filter: ResourceFilter): Uint8Array | undefined {
  if (filter === undefined) return encodeEvent(store, event);
  const matches = filter(event.resource);
  if (event.kind !== 'updated') return matches ? encodeEvent(store, event) : undefined;
  const matched = filter(event.old);
  if (matches && matched) return encodeEvent(store, event);
  if (matches) return encodeAs(store, event, 'created');
  return matched ? encodeAs(store, event, 'destroyed') : undefined;
}
