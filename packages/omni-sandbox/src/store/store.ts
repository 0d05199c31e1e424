import { type Phase, timestampOf } from '@fleetwright/omni-core';
import { Collection } from './collection.ts';
import type { Database } from './database.ts';
import { cookieBookmarks, History, revisionBookmarks } from './history.ts';
import { isDurable } from './namespace-rules.ts';
import type { ResourceFilter } from './resource-filter.ts';
import {
  alreadyExists,
  invalidBookmark,
  notFound,
  ownerConflict,
  pendingFinalizers,
  phaseConflict,
  versionConflict,
} from './state-errors.ts';
import type { StoreEvent } from './store-event.ts';
import type { ResourceInput, ResourceKey, StoredResource } from './stored-resource.ts';

export interface StoreOptions {
  /** Where durable namespaces are kept. @default memory only */
  readonly database?: Database;
  /** Source of `created` and `updated`. @default the system clock */
  readonly clock?: () => Date;
  /**
   * How many events stay available for bookmarks, at least.
   * @default 10_000
   */
  readonly historySize?: number;
}

export interface UpdateConditions {
  /** Owner the stored resource must have. */
  readonly owner: string;
  /** Phase the stored resource must be in; `undefined` accepts any. */
  readonly expectedPhase?: Phase | undefined;
}

/** Called within the write; must not throw and must not block. */
export type StoreListener = (event: StoreEvent) => void;

/**
 * The state of the server: COSI's rules about versions, owners, phases and finalizers.
 * Every call is synchronous and therefore atomic; what may be *asked* by whom is decided above it.
 */
export class Store {
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Map<string, Set<StoreListener>>();
  readonly #everything = new Set<StoreListener>();
  readonly #durable: History;
  readonly #volatile: History;
  readonly #database: Database | undefined;
  readonly #clock: () => Date;

  constructor(options: StoreOptions = {}) {
    const { database, clock = () => new Date(), historySize = 10_000 } = options;
    this.#database = database;
    this.#clock = clock;
    this.#volatile = new History(cookieBookmarks(), historySize);
    const kept = database?.load(historySize);
    this.#durable = new History(revisionBookmarks, historySize, kept?.events, kept?.revision);
    for (const resource of kept?.resources ?? []) this.#collection(resource).set(resource);
  }

  /** Revision of the last durable write. */
  get revision(): number {
    return this.#durable.revision;
  }

  find(key: ResourceKey): StoredResource | undefined {
    return this.#collections.get(collectionName(key))?.get(key.id);
  }

  /** @throws {StatusError} NOT_FOUND */
  get(key: ResourceKey): StoredResource {
    const resource = this.find(key);
    if (resource === undefined) throw notFound(key);
    return resource;
  }

  /** Matches sorted by id. */
  list(kind: Omit<ResourceKey, 'id'>, filter?: ResourceFilter): StoredResource[] {
    const all = this.#collections.get(collectionName(kind))?.list() ?? [];
    return filter === undefined ? all : all.filter(filter);
  }

  /** @throws {StatusError} ALREADY_EXISTS; PERMISSION_DENIED when the resource names another owner */
  create(input: ResourceInput, owner = ''): StoredResource {
    if (input.owner !== '' && input.owner !== owner) throw ownerConflict(input);
    const collection = this.#collection(input);
    if (collection.get(input.id) !== undefined) throw alreadyExists(input);
    const resource = { ...input, owner, version: 1, created: timestampOf(this.#clock()) };
    this.#commit(collection, { kind: 'created', revision: this.#history(input.namespace).next(), resource });
    return resource;
  }

  /**
   * Replaces metadata and spec. Durable namespaces check version before owner, the others owner before version:
   * so do the two backends of the real server.
   *
   * @throws {StatusError} NOT_FOUND, FAILED_PRECONDITION (version), PERMISSION_DENIED (owner), INVALID_ARGUMENT (phase)
   */
  update(input: ResourceInput, conditions: UpdateConditions): StoredResource {
    const collection = this.#collection(input);
    const old = collection.get(input.id);
    if (old === undefined) throw notFound(input);
    const checks = [
      () => {
        if (old.version !== input.version) throw versionConflict(old, input.version);
      },
      () => {
        if (old.owner !== conditions.owner) throw ownerConflict(old);
      },
    ];
    for (const check of isDurable(input.namespace) ? checks : checks.toReversed()) check();
    if (conditions.expectedPhase !== undefined && old.phase !== conditions.expectedPhase) {
      throw phaseConflict(old, conditions.expectedPhase);
    }
    const resource = {
      ...input,
      owner: old.owner,
      version: old.version + 1,
      created: old.created,
      updated: timestampOf(this.#clock()),
    };
    this.#commit(collection, { kind: 'updated', revision: this.#history(input.namespace).next(), resource, old });
    return resource;
  }

  /** @throws {StatusError} NOT_FOUND, PERMISSION_DENIED (owner), FAILED_PRECONDITION (finalizers) */
  destroy(key: ResourceKey, owner = ''): void {
    const resource = this.get(key);
    if (resource.owner !== owner) throw ownerConflict(resource);
    if (resource.finalizers.length > 0) throw pendingFinalizers(resource);
    const revision = this.#history(key.namespace).next();
    this.#commit(this.#collection(key), { kind: 'destroyed', revision, resource });
  }

  /**
   * Marks a resource for removal; doing it again changes nothing.
   * @returns true when nothing holds it
   * @throws {StatusError} NOT_FOUND, PERMISSION_DENIED (owner)
   */
  teardown(key: ResourceKey, owner = ''): boolean {
    const current = this.get(key);
    if (current.owner !== owner) throw ownerConflict(current);
    const torn =
      current.phase === 'tearingDown' ? current : this.update({ ...current, phase: 'tearingDown' }, { owner });
    return torn.finalizers.length === 0;
  }

  /**
   * Follows the writes of one type in one namespace.
   * @returns the function that ends it
   */
  listen(kind: Omit<ResourceKey, 'id'>, listener: StoreListener): () => void {
    const name = collectionName(kind);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name);
    };
  }

  /** Follows every write. @returns the function that ends it */
  listenToAll(listener: StoreListener): () => void {
    this.#everything.add(listener);
    return () => this.#everything.delete(listener);
  }

  /** Bookmark that stands for "after this revision". */
  bookmark(namespace: string, revision = this.#history(namespace).revision): Uint8Array {
    return this.#history(namespace).bookmarks.encode(revision);
  }

  /**
   * What happened to one type in one namespace since a bookmark.
   * @throws {StatusError} FAILED_PRECONDITION when the bookmark is unusable
   */
  eventsSince(kind: Omit<ResourceKey, 'id'>, bookmark: Uint8Array): StoreEvent[] {
    if (bookmark.length === 0) throw invalidBookmark();
    return this.#history(kind.namespace)
      .since(bookmark)
      .filter(({ resource }) => resource.type === kind.type && resource.namespace === kind.namespace);
  }

  /** Runs several writes as one database transaction; much faster for seeding. Watchers see each write. */
  batch<T>(writes: () => T): T {
    return this.#database === undefined ? writes() : this.#database.transaction(writes);
  }

  #commit(collection: Collection, event: StoreEvent): void {
    const { resource } = event;
    if (isDurable(resource.namespace)) this.#database?.save(event);
    if (event.kind === 'destroyed') collection.delete(resource.id);
    else collection.set(resource);
    this.#history(resource.namespace).append(event);
    // Copies: a listener may end its own listening, or start another's, while it runs.
    for (const listener of [...(this.#listeners.get(collectionName(resource)) ?? [])]) listener(event);
    for (const listener of [...this.#everything]) listener(event);
  }

  #collection(kind: Omit<ResourceKey, 'id'>): Collection {
    const name = collectionName(kind);
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      collection = new Collection();
      this.#collections.set(name, collection);
    }
    return collection;
  }

  #history(namespace: string): History {
    return isDurable(namespace) ? this.#durable : this.#volatile;
  }
}

function collectionName({ namespace, type }: Omit<ResourceKey, 'id'>): string {
  return `${namespace}/${type}`;
}
