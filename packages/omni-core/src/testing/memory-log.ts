import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { WatchEvent, WatchOptions } from '../state/state.ts';
import { matchesQuery } from './match-query.ts';

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
 * What a watch with this query sees of a change: starting to match is a creation, ceasing to match a removal.
 * `undefined` when the change is none of its business.
 */
export function eventOf<Spec>(
  { before, after }: Change,
  position: number,
  type: ResourceType<Spec>,
  options: WatchOptions,
): WatchEvent<Spec> | undefined {
  const { namespace = type.defaultNamespace, id } = options;
  const seen = (resource: Resource | undefined): Resource<Spec> | undefined =>
    resource !== undefined &&
    resource.metadata.type === type.type &&
    resource.metadata.namespace === namespace &&
    (id === undefined ? matchesQuery(resource.metadata, options) : resource.metadata.id === id)
      ? (resource as Resource<Spec>) // Resources of one type have that type's spec.
      : undefined;
  const [old, resource] = [seen(before), seen(after)];
  const bookmark = bookmarkOf(position);
  if (resource !== undefined) {
    return old === undefined ? { kind: 'created', resource, bookmark } : { kind: 'updated', resource, old, bookmark };
  }
  return old === undefined ? undefined : { kind: 'destroyed', resource: old, bookmark };
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
