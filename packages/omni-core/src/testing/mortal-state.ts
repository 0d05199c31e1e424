import type { Resource, ResourceDraft } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type {
  ListOptions,
  ReadOptions,
  State,
  UpdateOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../state/state.ts';

/** What every call says once the process is dead. Not an `OmniError`: a dead process reports nothing. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/** When a process dies. */
export interface Death {
  /** Number of the write it dies at, from 1. */
  readonly atWrite: number;
  /** `before` the write is sent, or `after` it was carried out and before its answer is seen. */
  readonly when: 'before' | 'after';
  /** What dying is. @default this and every later call of the state fails */
  readonly die?: () => void;
}

/** A state as seen by a process that dies at one of its writes, for tests of what a restart makes of it. */
export class MortalState implements State {
  readonly #state: State;
  readonly #death: Death | undefined;
  readonly #underWay = new Set<Promise<unknown>>();
  #begun = 0;
  #writes = 0;
  #dead = false;

  /** @param death omitted: it lives on, and its writes are counted */
  constructor(state: State, death?: Death) {
    this.#state = state;
    this.#death = death;
  }

  /** Writes that were carried out. */
  get writes(): number {
    return this.#writes;
  }

  /** Writes that were begun, those refused included: where it can die. */
  get attempts(): number {
    return this.#begun;
  }

  /** Resolves when no write is under way any more: what a dead process sent may still be carried out. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  get<Spec>(type: ResourceType<Spec>, id: string, options?: ReadOptions): Promise<Resource<Spec>> {
    return this.#read(() => this.#state.get(type, id, options));
  }

  find<Spec>(type: ResourceType<Spec>, id: string, options?: ReadOptions): Promise<Resource<Spec> | undefined> {
    return this.#read(() => this.#state.find(type, id, options));
  }

  list<Spec>(type: ResourceType<Spec>, options?: ListOptions): Promise<Resource<Spec>[]> {
    return this.#read(() => this.#state.list(type, options));
  }

  async *iterate<Spec>(
    type: ResourceType<Spec>,
    options?: ListOptions,
  ): AsyncGenerator<Resource<Spec>, void, undefined> {
    yield* await this.list(type, options);
  }

  async *watch<Spec>(
    type: ResourceType<Spec>,
    options?: WatchOptions,
  ): AsyncGenerator<WatchEvent<Spec>, void, undefined> {
    for await (const event of this.#state.watch(type, options)) {
      this.#mustLive();
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

  async #read<T>(call: () => Promise<T>): Promise<T> {
    this.#mustLive();
    const answer = await call();
    this.#mustLive();
    return answer;
  }

  async #write<T>(call: () => Promise<T>): Promise<T> {
    this.#mustLive();
    this.#begun++;
    const isLast = this.#begun === this.#death?.atWrite;
    if (isLast && this.#death?.when === 'before') this.#dieNow();
    const sent = call();
    this.#underWay.add(sent);
    try {
      const answer = await sent;
      this.#writes++;
      if (isLast) this.#dieNow();
      this.#mustLive();
      return answer;
    } finally {
      this.#underWay.delete(sent);
    }
  }

  #dieNow(): never {
    this.#dead = true;
    this.#death?.die?.();
    throw new ProcessDied('the process died');
  }

  #mustLive(): void {
    if (this.#dead) throw new ProcessDied('the process is dead');
  }
}
