import { LABELS } from '@fleetwright/omni-core';
import { checkAccess } from '../access/access-rules.ts';
import type { Target } from '../access/target.ts';
import type { Verb } from '../access/verb.ts';
import { describeChange } from '../audit/audit-event.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Caller } from '../auth/role.ts';
import { StatusError } from '../status/status-error.ts';
import { type LabelQuery, labelOperation } from '../store/label-query.ts';
import type { ResourceFilter } from '../store/resource-filter.ts';
import type { UpdateConditions } from '../store/store.ts';
import type { ResourceInput, ResourceKey, StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { Validator } from '../validation/validator.ts';
import {
  getVirtual,
  listVirtual,
  unsupported,
  VIRTUAL_NAMESPACE,
  type VirtualContext,
} from '../virtual/virtual-resources.ts';
import type { Encoder } from './encoder.ts';
import { type KindWatchOptions, type OpenWatch, type WatchedState, watchKind, watchResource } from './watch.ts';

const EXTERNAL_NAMESPACE = 'external';

export interface GuardedStateOptions {
  readonly target: Target;
  /** URL clients reach this server by. */
  readonly endpoint: () => string;
  readonly encoder: Encoder;
  /** Checks writes; `undefined` lets everything through. */
  readonly validator: Validator | undefined;
  /** Where writes are noted. */
  readonly audit: AuditLog;
}

/** The state as outsiders see it: access rules first, then validation, then the store or what stands in for it. */
export class GuardedState {
  readonly #store: TypedStore;
  readonly #options: GuardedStateOptions;

  constructor(store: TypedStore, options: GuardedStateOptions) {
    this.#store = store;
    this.#options = options;
  }

  get(caller: Caller, key: ResourceKey): StoredResource {
    this.#permit(caller, 'get', key);
    return key.namespace === VIRTUAL_NAMESPACE ? getVirtual(this.#virtual(caller), key) : this.#store.store.get(key);
  }

  /** `queries` are what `filter` was made from: namespace `external` looks at them itself. */
  list(
    caller: Caller,
    kind: Omit<ResourceKey, 'id'>,
    { filter, queries }: { filter: ResourceFilter; queries: readonly LabelQuery[] },
  ): StoredResource[] {
    this.#permit(caller, 'list', kind);
    if (kind.namespace === VIRTUAL_NAMESPACE) return listVirtual(this.#virtual(caller), kind.type);
    if (kind.namespace === EXTERNAL_NAMESPACE) requireClusterTerm(queries);
    return this.#store.store.list(kind, filter);
  }

  create(caller: Caller, input: ResourceInput, owner: string): StoredResource {
    this.#permitWrite(caller, 'create', input);
    this.#options.validator?.create(input);
    const created = this.#store.store.create(input, owner);
    this.#options.audit.record(describeChange(caller, 'create', created));
    return created;
  }

  update(caller: Caller, input: ResourceInput, conditions: UpdateConditions): StoredResource {
    this.#permitWrite(caller, 'update', input);
    const current = this.#store.store.get(input);
    this.#options.validator?.update(current, input);
    const updated = this.#store.store.update(input, conditions);
    this.#options.audit.record(describeChange(caller, 'update', updated));
    return updated;
  }

  destroy(caller: Caller, key: ResourceKey, owner: string): void {
    this.#permitWrite(caller, 'destroy', key);
    const current = this.#store.store.get(key);
    this.#options.validator?.destroy(current);
    this.#store.store.destroy(key, owner);
    this.#options.audit.record(describeChange(caller, 'destroy', current));
  }

  /** Authorized and validated as a destroy, not as an update. */
  teardown(caller: Caller, key: ResourceKey, owner: string): boolean {
    this.#permitWrite(caller, 'destroy', key);
    const current = this.#store.store.get(key);
    if (current.phase === 'running') this.#options.validator?.destroy(current);
    const released = this.#store.store.teardown(key, owner);
    if (current.phase === 'running') this.#options.audit.record(describeChange(caller, 'teardown', current));
    return released;
  }

  /** Tears down and waits until it is gone, removing it itself as soon as nothing holds it. */
  async teardownAndDestroy(caller: Caller, key: ResourceKey, owner: string, signal: AbortSignal): Promise<void> {
    if (!this.teardown(caller, key, owner)) await this.#released(key, signal);
    // The server's own destroyer may have been faster; gone is gone.
    if (this.#store.store.find(key) !== undefined) this.#store.store.destroy(key, owner);
  }

  watchKind(caller: Caller, kind: Omit<ResourceKey, 'id'>, options: KindWatchOptions, sink: Sink): OpenWatch {
    this.#permit(caller, 'watch', kind);
    if (kind.namespace === VIRTUAL_NAMESPACE) throw unsupported('watch', kind.type);
    return watchKind(this.#watched(), kind, options, sink);
  }

  watchResource(caller: Caller, key: ResourceKey, fromBookmark: Uint8Array | undefined, sink: Sink): OpenWatch {
    this.#permit(caller, 'watch', key);
    if (key.namespace === VIRTUAL_NAMESPACE) throw unsupported('watch', key.type);
    return watchResource(this.#watched(), key, fromBookmark, sink);
  }

  #watched(): WatchedState {
    return { store: this.#store.store, encoder: this.#options.encoder };
  }

  #permit(caller: Caller, verb: Verb, kind: Omit<ResourceKey, 'id'>): void {
    checkAccess(caller, verb, kind, this.#options.target);
  }

  #permitWrite(caller: Caller, verb: Verb, key: ResourceKey): void {
    this.#permit(caller, verb, key);
    if (key.namespace === VIRTUAL_NAMESPACE) throw unsupported(verb, key.type);
  }

  #virtual(caller: Caller): VirtualContext {
    return { caller, store: this.#store, endpoint: this.#options.endpoint() };
  }

  #released(key: ResourceKey, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = this.#store.store.listen(key, ({ kind, resource }) => {
      if (resource.id !== key.id) return;
      if (kind === 'destroyed' || resource.finalizers.length === 0) resolve();
    });
    const abort = () => reject(new StatusError('DEADLINE_EXCEEDED', 'context deadline exceeded'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    return promise.finally(() => {
      stop();
      signal.removeEventListener('abort', abort);
    });
  }
}

type Sink = (event: Uint8Array) => void;

/** The backup store answers for one cluster at a time and understands no other question. */
function requireClusterTerm(queries: readonly LabelQuery[]): void {
  const [term, ...others] = queries.flatMap(({ terms }) => terms);
  const right = term?.key === LABELS.cluster && term.op === labelOperation.equal && !term.invert && others.length === 0;
  if (!right) throw new StatusError('UNKNOWN', 'failed to validate: cluster ID must be specified in query');
}
