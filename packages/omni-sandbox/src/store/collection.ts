import type { StoredResource } from './stored-resource.ts';

/** All resources of one type in one namespace. */
export class Collection {
  readonly #byId = new Map<string, StoredResource>();
  /** Sorted view, thrown away when an id appears or vanishes; updates keep it. */
  #sortedIds: string[] | undefined;

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): StoredResource | undefined {
    return this.#byId.get(id);
  }

  set(resource: StoredResource): void {
    if (!this.#byId.has(resource.id)) this.#sortedIds = undefined;
    this.#byId.set(resource.id, resource);
  }

  delete(id: string): void {
    if (this.#byId.delete(id)) this.#sortedIds = undefined;
  }

  /** A snapshot in id order; later writes do not show in it. */
  list(): StoredResource[] {
    this.#sortedIds ??= [...this.#byId.keys()].sort();
    const resources: StoredResource[] = [];
    for (const id of this.#sortedIds) {
      const resource = this.#byId.get(id);
      if (resource !== undefined) resources.push(resource);
    }
    return resources;
  }
}
