import type { Resource } from '../resources/resource.ts';
import type { WatchEvent } from './state.ts';

/** An event about a resource. */
export type Change<Spec> = Exclude<WatchEvent<Spec>, { kind: 'bootstrapped' }>;

/**
 * What the reader of a watch has been told so far. It turns a second bootstrap into just the differences: resources
 * that appeared, changed, were replaced or vanished while the watch was broken. The reader sees neither duplicates nor
 * gaps in outcome, though changes in between may be folded into one.
 */
export class KnownResources<Spec> {
  readonly #known = new Map<string, Resource<Spec>>();
  #seen: Set<string> | undefined;

  /** Call when a bootstrap starts; {@link finishBootstrap} then finds what vanished. */
  startBootstrap(): void {
    this.#seen = new Set();
  }

  /** The events to deliver for one from the server; none when the reader knows it already. */
  accept(event: Change<Spec>): readonly Change<Spec>[] {
    const { resource } = event;
    const { id } = resource.metadata;
    const known = this.#known.get(id);
    if (event.kind === 'destroyed') {
      this.#known.delete(id);
      return known === undefined ? [] : [event];
    }
    this.#seen?.add(id);
    if (known !== undefined && isSame(known, resource)) return [];
    this.#known.set(id, resource);
    const bookmark = event.bookmark === undefined ? {} : { bookmark: event.bookmark };
    if (known === undefined) return [{ kind: 'created', resource, ...bookmark }];
    if (!isSuccessor(known, resource)) {
      return [
        { kind: 'destroyed', resource: known },
        { kind: 'created', resource, ...bookmark },
      ];
    }
    const old = event.kind === 'updated' ? (event.old ?? known) : known;
    return [{ kind: 'updated', resource, old, ...bookmark }];
  }

  /** Ends a bootstrap: what was known and did not come again is gone. */
  finishBootstrap(): readonly Change<Spec>[] {
    const seen = this.#seen;
    this.#seen = undefined;
    if (seen === undefined) return [];
    const vanished = [...this.#known.values()].filter(({ metadata }) => !seen.has(metadata.id));
    for (const { metadata } of vanished) this.#known.delete(metadata.id);
    return vanished.map((resource) => ({ kind: 'destroyed', resource }));
  }
}

function isSame(a: Resource, b: Resource): boolean {
  return a.metadata.version === b.metadata.version && isSuccessor(a, b);
}

/** Versions start again when a resource is destroyed and made anew, so the creation time counts too. */
function isSuccessor(a: Resource, b: Resource): boolean {
  return a.metadata.created.getTime() === b.metadata.created.getTime();
}
