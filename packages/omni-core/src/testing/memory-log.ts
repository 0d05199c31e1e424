import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { ResourceQuery } from '../state/query.ts';
import type { WatchEvent } from '../state/state.ts';
import { queryMatcher } from './match-query.ts';

/** One change of one resource: `before` is missing for a creation, `after` for a removal. */
export interface Change {
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

/** Every change a state went through, in order. Watches read along, so none can miss one. */
export class MemoryLog {
  readonly #changes: Change[] = [];
  #changed = Promise.withResolvers<void>();

  /** Number of changes so far: where a watch that starts now begins. */
  get length(): number {
    return this.#changes.length;
  }

  append(change: Change): void {
    this.#changes.push(change);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Changes from a position on; waits for more until the signal aborts. */
  async *follow(start: number, signal: AbortSignal | undefined): AsyncGenerator<[Change, number], void, undefined> {
    const aborted = Promise.withResolvers<void>();
    const stop = () => aborted.resolve();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      for (let position = start; signal?.aborted !== true; ) {
        const change = this.#changes[position];
        if (change === undefined) await Promise.race([this.#changed.promise, aborted.promise]);
        else yield [change, ++position];
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}

/**
 * What a watch sees of a change: starting to match is a creation, ceasing to match a removal. `undefined` when the
 * change is none of its business.
 */
export function eventOf<Spec>(
  { before, after }: Change,
  position: number,
  sees: (resource: Resource) => resource is Resource<Spec>,
): WatchEvent<Spec> | undefined {
  const old = before !== undefined && sees(before) ? before : undefined;
  const resource = after !== undefined && sees(after) ? after : undefined;
  const bookmark = bookmarkOf(position);
  if (resource !== undefined) {
    return old === undefined ? { kind: 'created', resource, bookmark } : { kind: 'updated', resource, old, bookmark };
  }
  return old === undefined ? undefined : { kind: 'destroyed', resource: old, bookmark };
}

/** The resources one list or watch is about. */
export function resourceFilter<Spec>(
  type: ResourceType<Spec>,
  query: ResourceQuery & { readonly id?: string },
): (resource: Resource) => resource is Resource<Spec> {
  const { namespace = type.defaultNamespace, id } = query;
  const matches = queryMatcher(query);
  // Resources of one type have that type's spec.
  return (resource): resource is Resource<Spec> =>
    resource.metadata.type === type.type &&
    resource.metadata.namespace === namespace &&
    (id === undefined ? matches(resource.metadata) : resource.metadata.id === id);
}

/** A position in the log as a watch hands it out. */
export function bookmarkOf(position: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(position));
  return bytes;
}

/** The position a bookmark names. */
export function positionOf(bookmark: Uint8Array): number {
  return Number(new DataView(bookmark.buffer, bookmark.byteOffset, 8).getBigUint64(0));
}
