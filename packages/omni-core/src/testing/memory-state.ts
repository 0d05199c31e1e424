import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../errors/from-abort.ts';
import { isOmniError } from '../errors/omni-error.ts';
import { newResource } from '../resources/new-resource.ts';
import { describeResource, type Resource, type ResourceDraft, UNSTORED_VERSION } from '../resources/resource.ts';
import { draftOf, resourceFromDraft } from '../resources/resource-draft.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import { expectLimit } from '../state/limit.ts';
import type {
  ListOptions,
  ReadOptions,
  State,
  UpdateOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { doesNotExist, exists, held, notInPhase, ownedBy, versionMoved } from './memory-errors.ts';
import { bookmarkOf, eventOf, MemoryLog, positionOf, resourceFilter } from './memory-log.ts';

/** One call on a state, seen before it is carried out. */
export interface StateCall {
  readonly method: 'get' | 'list' | 'create' | 'update' | 'teardown' | 'destroy' | 'watch';
  readonly type: string;
  /** Absent for calls about a whole type. */
  readonly id: string | undefined;
}

/** What the state starts with, and how it is disturbed. */
export interface MemoryStateOptions {
  /** Resources that exist from the start, exactly as they are; those never stored anywhere get version 1. */
  readonly resources?: readonly Resource[];
  /** Called before each call is carried out. What it throws fails the call; a promise delays it. */
  readonly intercept?: (call: StateCall) => void | Promise<void>;
  /** Clock for `created` and `updated`. @default the system's */
  readonly now?: () => Date;
}

/**
 * A strict COSI state in memory, for tests: versions, owners, phases, finalizers, queries and watches behave as on a
 * server. No calls over a network, no access rules, no controllers.
 */
export class MemoryState implements State {
  readonly #resources = new Map<string, Resource>();
  readonly #log = new MemoryLog();
  readonly #intercept: (call: StateCall) => void | Promise<void>;
  readonly #now: () => Date;

  constructor({ resources = [], intercept = () => {}, now = () => new Date() }: MemoryStateOptions = {}) {
    for (const resource of resources) {
      const { version } = resource.metadata;
      const stored = version === UNSTORED_VERSION ? withMetadata(resource, { version: '1' }) : resource;
      this.#resources.set(describeResource(resource.metadata), stored);
    }
    this.#intercept = intercept;
    this.#now = now;
  }

  /** Everything stored, sorted by type and id. */
  snapshot(): Resource[] {
    return [...this.#resources.values()].sort(
      (a, b) => compare(a.metadata.type, b.metadata.type) || compare(a.metadata.id, b.metadata.id),
    );
  }

  async get<Spec>(type: ResourceType<Spec>, id: string, options: ReadOptions = {}): Promise<Resource<Spec>> {
    await this.#enter('get', type, id, options);
    return this.#stored(type, id, options.namespace);
  }

  async find<Spec>(
    type: ResourceType<Spec>,
    id: string,
    options: ReadOptions = {},
  ): Promise<Resource<Spec> | undefined> {
    await this.#enter('get', type, id, options);
    return this.#lookUp(type, id, options.namespace);
  }

  async list<Spec>(type: ResourceType<Spec>, options: ListOptions = {}): Promise<Resource<Spec>[]> {
    await this.#enter('list', type, undefined, options);
    const limit = expectLimit(options);
    return this.#matching(type, options).slice(0, limit);
  }

  async *iterate<Spec>(
    type: ResourceType<Spec>,
    options: ListOptions = {},
  ): AsyncGenerator<Resource<Spec>, void, undefined> {
    yield* await this.list(type, options);
  }

  async create<Spec>(resource: Resource<Spec>, options: Omit<WriteOptions, 'namespace'> = {}): Promise<Resource<Spec>> {
    const { metadata } = resource;
    await this.#enter('create', resource.type, metadata.id, options);
    const { owner = '' } = options;
    if (metadata.owner !== '' && metadata.owner !== owner) throw ownedBy(resource);
    if (this.#resources.has(describeResource(metadata))) throw exists(metadata);
    return this.#put(undefined, withMetadata(resource, { owner, version: '1', created: this.#now() }));
  }

  async update<Spec>(resource: Resource<Spec>, options: UpdateOptions = {}): Promise<Resource<Spec>> {
    const { id, namespace } = resource.metadata;
    await this.#enter('update', resource.type, id, options);
    return this.#replace(this.#stored(resource.type, id, namespace), resource, options);
  }

  async modify<Spec>(
    type: ResourceType<Spec>,
    id: string,
    change: (draft: ResourceDraft<Spec>, current: Resource<Spec>) => void,
    options: WriteOptions & Pick<UpdateOptions, 'expectedPhase'> = {},
  ): Promise<Resource<Spec>> {
    await this.#enter('update', type, id, options);
    const current = this.#stored(type, id, options.namespace);
    const draft = draftOf(current);
    change(draft, current);
    const changed = resourceFromDraft(current, draft);
    return changed === current ? current : this.#replace(current, changed, options);
  }

  async teardown(type: ResourceType, id: string, options: WriteOptions = {}): Promise<boolean> {
    await this.#enter('teardown', type, id, options);
    const current = this.#stored(type, id, options.namespace);
    if (current.metadata.owner !== (options.owner ?? '')) throw ownedBy(current);
    if (current.metadata.phase === 'running') this.#put(current, withMetadata(current, { phase: 'tearingDown' }));
    return current.metadata.finalizers.length === 0;
  }

  async destroy(type: ResourceType, id: string, options: WriteOptions = {}): Promise<void> {
    await this.#enter('destroy', type, id, options);
    const current = this.#stored(type, id, options.namespace);
    const name = describeResource(current.metadata);
    if (current.metadata.owner !== (options.owner ?? '')) throw ownedBy(current);
    if (current.metadata.finalizers.length > 0) throw held(current);
    this.#resources.delete(name);
    this.#log.append({ before: current, after: undefined });
  }

  async teardownAndDestroy(type: ResourceType, id: string, options: WriteOptions = {}): Promise<void> {
    try {
      if (!(await this.teardown(type, id, options))) await this.#released(type, id, options);
      await this.destroy(type, id, options);
    } catch (error) {
      if (!isOmniError(error, 'not_found')) throw error;
    }
  }

  async *watch<Spec>(
    type: ResourceType<Spec>,
    options: WatchOptions = {},
  ): AsyncGenerator<WatchEvent<Spec>, void, undefined> {
    await this.#enter('watch', type, options.id, options);
    const start = options.bookmark === undefined ? this.#log.length : positionOf(options.bookmark);
    const sees = resourceFilter(type, options);
    if (options.bookmark === undefined) yield* this.#firstEvents(type, options);
    for await (const [change, position] of this.#log.follow(start, options.signal)) {
      const event = eventOf(change, position, sees);
      if (event !== undefined) yield event;
    }
    throwIfAborted(options.signal, `watch ${type.type}`);
  }

  #firstEvents<Spec>(type: ResourceType<Spec>, options: WatchOptions): WatchEvent<Spec>[] {
    const { id, namespace = type.defaultNamespace, bootstrap = true } = options;
    if (id !== undefined) {
      const resource = this.#lookUp(type, id, namespace);
      if (resource !== undefined) return [{ kind: 'created', resource }];
      return [{ kind: 'destroyed', resource: newResource(type, { id, namespace }) }];
    }
    if (!bootstrap) return [];
    const existing = this.#matching(type, options).map((resource) => ({ kind: 'created', resource }) as const);
    return [...existing, { kind: 'bootstrapped', bookmark: bookmarkOf(this.#log.length) }];
  }

  /** Resolves when no finalizer holds a resource any more, or the resource is gone. */
  async #released(type: ResourceType, id: string, { namespace, signal }: WriteOptions): Promise<void> {
    const options = { id, ...(namespace !== undefined && { namespace }), ...(signal && { signal }) };
    for await (const event of this.watch(type, options)) {
      if (event.kind === 'destroyed') return;
      if (event.kind !== 'bootstrapped' && event.resource.metadata.finalizers.length === 0) return;
    }
  }

  async #enter(
    method: StateCall['method'],
    type: ResourceType,
    id: string | undefined,
    { signal }: Pick<CallOptions, 'signal'>,
  ): Promise<void> {
    throwIfAborted(signal, `${method} ${type.type}`);
    await this.#intercept({ method, type: type.type, id });
    // A turn of the event loop, as any real call takes.
    await nextTurn();
    throwIfAborted(signal, `${method} ${type.type}`);
  }

  #matching<Spec>(type: ResourceType<Spec>, options: ListOptions): Resource<Spec>[] {
    return [...this.#resources.values()]
      .filter(resourceFilter(type, options))
      .sort((a, b) => compare(a.metadata.id, b.metadata.id));
  }

  #lookUp<Spec>(type: ResourceType<Spec>, id: string, namespace = type.defaultNamespace): Resource<Spec> | undefined {
    // Resources of one type have that type's spec.
    return this.#resources.get(describeResource({ type: type.type, namespace, id })) as Resource<Spec> | undefined;
  }

  #stored<Spec>(type: ResourceType<Spec>, id: string, namespace = type.defaultNamespace): Resource<Spec> {
    const resource = this.#lookUp(type, id, namespace);
    if (resource !== undefined) return resource;
    throw doesNotExist({ type: type.type, namespace, id });
  }

  #replace<Spec>(current: Resource<Spec>, next: Resource<Spec>, options: UpdateOptions): Resource<Spec> {
    const { owner = '', expectedPhase = 'running' } = options;
    const { version, phase, created } = current.metadata;
    if (next.metadata.version !== version) throw versionMoved(current, next.metadata.version);
    if (current.metadata.owner !== owner || next.metadata.owner !== owner) throw ownedBy(current);
    if (expectedPhase !== 'any' && phase !== expectedPhase) throw notInPhase(current, expectedPhase);
    return this.#put(current, withMetadata(next, { created }));
  }

  #put<Spec>(before: Resource<Spec> | undefined, next: Resource<Spec>): Resource<Spec> {
    const version = before === undefined ? '1' : String(BigInt(before.metadata.version) + 1n);
    const after = withMetadata(next, { version, updated: this.#now() });
    this.#resources.set(describeResource(after.metadata), after);
    this.#log.append({ before, after });
    return after;
  }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
