import { ReadOnlyError } from '../errors/call-errors.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { ListOptions, ReadOptions, State, WatchEvent, WatchOptions, WriteOptions } from './state.ts';

/** A state that reads like another one and refuses every write, before anything is sent, with code `read_only`. */
export class ReadOnlyState implements State {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  get<Spec>(type: ResourceType<Spec>, id: string, options?: ReadOptions): Promise<Resource<Spec>> {
    return this.#state.get(type, id, options);
  }

  find<Spec>(type: ResourceType<Spec>, id: string, options?: ReadOptions): Promise<Resource<Spec> | undefined> {
    return this.#state.find(type, id, options);
  }

  list<Spec>(type: ResourceType<Spec>, options?: ListOptions): Promise<Resource<Spec>[]> {
    return this.#state.list(type, options);
  }

  iterate<Spec>(type: ResourceType<Spec>, options?: ListOptions): AsyncGenerator<Resource<Spec>, void, undefined> {
    return this.#state.iterate(type, options);
  }

  watch<Spec>(type: ResourceType<Spec>, options?: WatchOptions): AsyncGenerator<WatchEvent<Spec>, void, undefined> {
    return this.#state.watch(type, options);
  }

  async create<Spec>(resource: Resource<Spec>): Promise<Resource<Spec>> {
    throw refusal('Creating', resource.metadata);
  }

  async update<Spec>(resource: Resource<Spec>): Promise<Resource<Spec>> {
    throw refusal('Updating', resource.metadata);
  }

  async modify<Spec>(type: ResourceType<Spec>, id: string): Promise<Resource<Spec>> {
    throw refusal('Changing', keyOf(type, id));
  }

  async teardown(type: ResourceType, id: string, options?: WriteOptions): Promise<boolean> {
    throw refusal('Tearing down', keyOf(type, id, options));
  }

  async destroy(type: ResourceType, id: string, options?: WriteOptions): Promise<void> {
    throw refusal('Destroying', keyOf(type, id, options));
  }

  async teardownAndDestroy(type: ResourceType, id: string, options?: WriteOptions): Promise<void> {
    throw refusal('Destroying', keyOf(type, id, options));
  }
}

type Key = Parameters<typeof describeResource>[0];

function keyOf(type: ResourceType, id: string, options: WriteOptions = {}): Key {
  return { type: type.type, id, namespace: options.namespace ?? type.defaultNamespace };
}

function refusal(operation: string, key: Key): ReadOnlyError {
  const resource = describeResource(key);
  return new ReadOnlyError(`${operation} ${resource}`, { resource });
}
