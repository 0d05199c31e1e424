import { isOmniError } from '../errors/omni-error.ts';
import type { Resource, ResourceDraft } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { ResourceQuery } from './query.ts';
import { ReadCache, type ReadCacheOptions } from './read-cache.ts';
import type {
  ListOptions,
  ReadOptions,
  State,
  UpdateOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './state.ts';

/**
 * A state that gives the answers of `get`, `find` and `list` again for a while. What it gives is never older than the
 * cache allows. A write through this state forgets everything, since Omni derives resources from others; a change that
 * one of its watches delivers forgets that type. Changes of others show when the answer has grown too old. That a
 * resource is missing is not kept, and `modify` always reads anew.
 */
export class CachedState implements State {
  readonly #state: State;
  readonly #cache: ReadCache;

  /** @param cache limits, or a cache somebody else clears as well. It must not serve two identities. */
  constructor(state: State, cache: ReadCache | ReadCacheOptions) {
    this.#state = state;
    this.#cache = cache instanceof ReadCache ? cache : new ReadCache(cache);
  }

  async get<Spec>(type: ResourceType<Spec>, id: string, options: ReadOptions = {}): Promise<Resource<Spec>> {
    const key = JSON.stringify(['get', type.type, options.namespace ?? type.defaultNamespace, id]);
    const [resource] = await this.#read(type, key, options, async () => [await this.#state.get(type, id, options)]);
    return resource as Resource<Spec>;
  }

  async find<Spec>(
    type: ResourceType<Spec>,
    id: string,
    options: ReadOptions = {},
  ): Promise<Resource<Spec> | undefined> {
    try {
      return await this.get(type, id, options);
    } catch (error) {
      if (isOmniError(error, 'not_found')) return undefined;
      throw error;
    }
  }

  list<Spec>(type: ResourceType<Spec>, options: ListOptions = {}): Promise<Resource<Spec>[]> {
    return this.#read(type, listKey(type, options), options, () => this.#state.list(type, options));
  }

  /** Never from the cache: what is read one by one is too much to keep. */
  iterate<Spec>(type: ResourceType<Spec>, options?: ListOptions): AsyncGenerator<Resource<Spec>, void, undefined> {
    return this.#state.iterate(type, options);
  }

  async *watch<Spec>(
    type: ResourceType<Spec>,
    options?: WatchOptions,
  ): AsyncGenerator<WatchEvent<Spec>, void, undefined> {
    for await (const event of this.#state.watch(type, options)) {
      // Who has seen a change must not read what was before it.
      if (event.kind !== 'bootstrapped') this.#cache.forget(type.type);
      yield event;
    }
  }

  create<Spec>(resource: Resource<Spec>, options?: Omit<WriteOptions, 'namespace'>): Promise<Resource<Spec>> {
    return this.#write(() => this.#state.create(resource, options));
  }

  update<Spec>(resource: Resource<Spec>, options?: UpdateOptions): Promise<Resource<Spec>> {
    return this.#write(() => this.#state.update(resource, options));
  }

  modify<Spec>(
    type: ResourceType<Spec>,
    id: string,
    change: (draft: ResourceDraft<Spec>, current: Resource<Spec>) => void,
    options?: WriteOptions & Pick<UpdateOptions, 'expectedPhase'>,
  ): Promise<Resource<Spec>> {
    return this.#write(() => this.#state.modify(type, id, change, options));
  }

  teardown(type: ResourceType, id: string, options?: WriteOptions): Promise<boolean> {
    return this.#write(() => this.#state.teardown(type, id, options));
  }

  destroy(type: ResourceType, id: string, options?: WriteOptions): Promise<void> {
    return this.#write(() => this.#state.destroy(type, id, options));
  }

  teardownAndDestroy(type: ResourceType, id: string, options?: WriteOptions): Promise<void> {
    return this.#write(() => this.#state.teardownAndDestroy(type, id, options));
  }

  async #read<Spec>(
    { type }: ResourceType<Spec>,
    key: string,
    { fresh = false, signal }: Pick<ReadOptions, 'fresh' | 'signal'>,
    ask: () => Promise<Resource<Spec>[]>,
  ): Promise<Resource<Spec>[]> {
    // A call that was given up fails, whatever is at hand.
    const known = fresh || signal?.aborted ? undefined : this.#cache.find<Spec>(key);
    if (known !== undefined) return known;
    const ticket = this.#cache.ticket(type);
    const resources = await ask();
    this.#cache.keep(key, resources, ticket);
    return resources;
  }

  /** Before, because Omni may have changed it already when our call fails; after, because reads may have crossed it. */
  async #write<T>(write: () => Promise<T>): Promise<T> {
    this.#cache.clear();
    try {
      return await write();
    } finally {
      this.#cache.clear();
    }
  }
}

/** Everything that decides what is listed. */
function listKey(type: ResourceType, { namespace, labels, idPattern, limit }: ResourceQuery & ListOptions): string {
  return JSON.stringify(['list', type.type, namespace ?? type.defaultNamespace, labels, idPattern, limit]);
}
