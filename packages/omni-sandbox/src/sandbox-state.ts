import { dateOf, type Resource, type ResourceType, resourceOf, timestampOf } from '@fleetwright/omni-core';
import type { StoredResource } from './store/stored-resource.ts';
import type { TypedStore } from './store/typed-store.ts';

export interface PutOptions {
  /** Controller that shall own the resource. @default nobody */
  readonly owner?: string;
}

/** The sandbox's state from the inside: no signature, no roles, no validation. For setting up and looking at tests. */
export class SandboxState {
  readonly #store: TypedStore;

  constructor(store: TypedStore) {
    this.#store = store;
  }

  /** Creates or replaces a resource, whatever version it bears, and returns it as stored. */
  put<Spec>(resource: Resource<Spec>, options: PutOptions = {}): Resource<Spec> {
    const { metadata, specBytes, type } = resource;
    const { namespace, id, phase, finalizers, labels, annotations } = metadata;
    const key = { namespace, type: type.type, id };
    const current = this.#store.store.find(key);
    const owner = options.owner ?? current?.owner ?? metadata.owner;
    const now = timestampOf(this.#store.now());
    const input: StoredResource = {
      ...key,
      version: current?.version ?? 0,
      owner,
      phase,
      created: now,
      updated: now,
      finalizers,
      labels,
      annotations,
      spec: specBytes,
    };
    const stored =
      current === undefined
        ? this.#store.store.create(input, owner)
        : this.#store.store.update(input, { owner: current.owner });
    return resourceOfStored(type, stored);
  }

  /** Many at once; with a database that is one transaction. */
  putAll(resources: Iterable<Resource>, options: PutOptions = {}): void {
    this.#store.store.batch(() => {
      for (const resource of resources) this.put(resource, options);
    });
  }

  find<Spec>(type: ResourceType<Spec>, id: string, namespace = type.defaultNamespace): Resource<Spec> | undefined {
    const stored = this.#store.store.find({ namespace, type: type.type, id });
    return stored === undefined ? undefined : resourceOfStored(type, stored);
  }

  /** All resources of a type, sorted by id. */
  list<Spec>(type: ResourceType<Spec>, namespace = type.defaultNamespace): Resource<Spec>[] {
    return this.#store.store.list({ namespace, type: type.type }).map((stored) => resourceOfStored(type, stored));
  }

  /** Removes a resource however it is held or owned; missing is fine. */
  remove(type: ResourceType, id: string, namespace = type.defaultNamespace): void {
    this.#store.remove(type, id, namespace);
  }
}

/** A stored resource as clients see it. */
export function resourceOfStored<Spec>(type: ResourceType<Spec>, stored: StoredResource): Resource<Spec> {
  const { spec, version, created, updated, ...metadata } = stored;
  return resourceOf(
    type,
    { ...metadata, version: String(version), created: dateOf(created), updated: dateOf(updated) },
    spec,
  );
}
