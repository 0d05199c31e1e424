import { decodeSpec, encodeSpec, type ResourceType, timestampOf } from '@fleetwright/omni-core';
import type { Init } from '@fleetwright/omni-core/wire';
import { labelOperation, matchesLabels } from './label-query.ts';
import type { Store } from './store.ts';
import type { ResourceInput, ResourceKey, StoredResource } from './stored-resource.ts';

/** A stored resource with its spec decoded. Read only. */
export interface Typed<Spec> {
  readonly resource: StoredResource;
  readonly spec: Spec;
}

/** What the server itself writes. Labels, annotations and finalizers left out keep what is stored. */
export interface Desired<Spec> {
  readonly namespace?: string;
  /** @default nobody: a resource people may change */
  readonly owner?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly spec?: Init<Spec>;
}

export interface TypedListOptions {
  readonly namespace?: string;
  /** Labels that must have exactly these values. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The store as the server's own parts use it: by type, with decoded specs, past all access rules. */
export class TypedStore {
  readonly store: Store;
  readonly #clock: () => Date;
  readonly #decoded = new WeakMap<StoredResource, unknown>();

  constructor(store: Store, clock: () => Date) {
    this.store = store;
    this.#clock = clock;
  }

  /** The time all parts of the server agree on. */
  now(): Date {
    return this.#clock();
  }

  find<Spec>(type: ResourceType<Spec>, id: string, namespace = type.defaultNamespace): Typed<Spec> | undefined {
    const resource = this.store.find({ namespace, type: type.type, id });
    return resource === undefined ? undefined : this.read(type, resource);
  }

  /** Matches sorted by id. */
  list<Spec>(type: ResourceType<Spec>, options: TypedListOptions = {}): Typed<Spec>[] {
    const { namespace = type.defaultNamespace, labels = {} } = options;
    const terms = Object.entries(labels).map(([key, value]) => ({
      key,
      op: labelOperation.equal,
      value: [value],
      invert: false,
    }));
    const filter =
      terms.length === 0 ? undefined : (resource: StoredResource) => matchesLabels([{ terms }], resource.labels);
    return this.store.list({ namespace, type: type.type }, filter).map((resource) => this.read(type, resource));
  }

  /** Decodes the spec of a resource known to be of this type; done once per version. */
  read<Spec>(type: ResourceType<Spec>, resource: StoredResource): Typed<Spec> {
    let spec = this.#decoded.get(resource) as Spec | undefined;
    if (spec === undefined) {
      spec = decodeSpec(type, resource.spec);
      this.#decoded.set(resource, spec);
    }
    return { resource, spec };
  }

  /**
   * Creates or replaces, whoever owns it; writes nothing when nothing would change.
   * @returns the resource as stored
   */
  put<Spec>(type: ResourceType<Spec>, id: string, desired: Desired<Spec>): StoredResource {
    const { namespace = type.defaultNamespace } = desired;
    const key = { namespace, type: type.type, id };
    const current = this.store.find(key);
    const next = this.#input(type, key, desired, current);
    if (current === undefined) return this.store.create(next, next.owner);
    return sameContent(current, next) ? current : this.store.update(next, { owner: current.owner });
  }

  /** Changes metadata of a resource, if that changes anything. */
  patch(
    resource: StoredResource,
    change: Partial<Pick<StoredResource, 'labels' | 'annotations' | 'finalizers' | 'phase'>>,
  ): StoredResource {
    const next = { ...resource, ...change };
    return sameContent(resource, next) ? resource : this.store.update(next, { owner: resource.owner });
  }

  /** Removes a resource however it is held or owned; missing is fine. */
  remove(type: ResourceType, id: string, namespace = type.defaultNamespace): void {
    const current = this.store.find({ namespace, type: type.type, id });
    if (current === undefined) return;
    this.store.destroy(this.patch(current, { finalizers: [] }), current.owner);
  }

  #input<Spec>(
    type: ResourceType<Spec>,
    key: ResourceKey,
    desired: Desired<Spec>,
    current: StoredResource | undefined,
  ): ResourceInput {
    const now = timestampOf(this.#clock());
    return {
      ...key,
      version: current?.version ?? 0,
      owner: current?.owner ?? desired.owner ?? '',
      phase: current?.phase ?? 'running',
      created: now,
      updated: now,
      finalizers: desired.finalizers ?? current?.finalizers ?? [],
      labels: desired.labels ?? current?.labels ?? {},
      annotations: desired.annotations ?? current?.annotations ?? {},
      spec:
        desired.spec === undefined && current !== undefined
          ? current.spec
          : encodeSpec(type, desired.spec ?? ({} as Init<Spec>)),
    };
  }
}

function sameContent(left: StoredResource, right: StoredResource): boolean {
  return (
    left.phase === right.phase &&
    left.finalizers.join('\n') === right.finalizers.join('\n') &&
    sameMap(left.labels, right.labels) &&
    sameMap(left.annotations, right.annotations) &&
    Buffer.compare(left.spec, right.spec) === 0
  );
}

function sameMap(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  if (left === right) return true;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && left[name] === right[name])
  );
}
