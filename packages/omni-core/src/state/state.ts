import type { Phase, Resource, ResourceDraft } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ResourceQuery } from './query.ts';

/** Where to look, and the limits of the call. */
export interface ReadOptions extends CallOptions, FreshOption {
  /** @default the type's default namespace */
  readonly namespace?: string;
}

/** Whether an answer may be a little old. */
export interface FreshOption {
  /** Ask Omni even when the client's read cache has an answer. Without a cache every read does. @default false */
  readonly fresh?: boolean;
}

/** Where to write, in whose name, and the limits of the call. */
export interface WriteOptions extends CallOptions {
  /** @default the type's default namespace */
  readonly namespace?: string;
  /** Owner the server must find on the resource. Leave unset unless you are a controller. */
  readonly owner?: string;
}

/** In which state the resource has to be. */
export interface UpdateOptions extends Omit<WriteOptions, 'namespace'> {
  /** Phase the stored resource must be in. @default 'running' */
  readonly expectedPhase?: Phase | 'any';
}

/** What to list, and the limits of the call. */
export interface ListOptions extends CallOptions, ResourceQuery, FreshOption {
  /**
   * Most resources to return: of `list` the first by id, of `iterate` the first that arrive, after which it stops
   * reading. Omni knows no limit, so that `list` reads everything. Not a positive whole number: `invalid_argument`.
   * @default all
   */
  readonly limit?: number;
}

/** What to watch, from where, and for how long. */
export interface WatchOptions extends ResourceQuery {
  readonly signal?: AbortSignal;
  /** Follow this one resource instead of the type. */
  readonly id?: string;
  /**
   * Deliver what exists first, as `created` events, followed by one `bootstrapped`.
   * A watch of one resource always starts with its current state.
   * @default true
   */
  readonly bootstrap?: boolean;
  /** Continue after this bookmark instead of bootstrapping. */
  readonly bookmark?: Uint8Array;
}

/** One change, or one step of the bootstrap. */
export type WatchEvent<Spec> =
  | { readonly kind: 'created'; readonly resource: Resource<Spec>; readonly bookmark?: Uint8Array }
  | {
      readonly kind: 'updated';
      readonly resource: Resource<Spec>;
      readonly old: Resource<Spec> | undefined;
      readonly bookmark?: Uint8Array;
    }
  | { readonly kind: 'destroyed'; readonly resource: Resource<Spec>; readonly bookmark?: Uint8Array }
  | { readonly kind: 'bootstrapped'; readonly bookmark?: Uint8Array };

/**
 * COSI state: what every part of this project reads and writes. `StateClient` speaks it to a server,
 * `MemoryState` in `testing` keeps it in a map.
 *
 * Every method rejects with an `OmniError`; the codes named below are the ones callers branch on.
 */
export interface State {
  /**
   * The resource of a type and an id.
   * @throws {OmniError} `not_found`
   */
  get<Spec>(type: ResourceType<Spec>, id: string, options?: ReadOptions): Promise<Resource<Spec>>;

  /** Like {@link get}, but answers `undefined` for a missing resource. */
  find<Spec>(type: ResourceType<Spec>, id: string, options?: ReadOptions): Promise<Resource<Spec> | undefined>;

  /** All matches in memory, sorted by id. For large fleets prefer {@link iterate}. */
  list<Spec>(type: ResourceType<Spec>, options?: ListOptions): Promise<Resource<Spec>[]>;

  /**
   * Matches one at a time as they arrive; leaving the loop cancels the call. A reader slower than the server makes it
   * wait instead of filling memory, but the deadline covers the reader's time as well: give a slow one a `timeoutMs`.
   */
  iterate<Spec>(type: ResourceType<Spec>, options?: ListOptions): AsyncGenerator<Resource<Spec>, void, undefined>;

  /**
   * Stores a new resource and returns it as stored.
   * @throws {OmniError} `already_exists`, `validation_failed`
   */
  create<Spec>(resource: Resource<Spec>, options?: Omit<WriteOptions, 'namespace'>): Promise<Resource<Spec>>;

  /**
   * Replaces metadata and spec as a whole; the version must be the stored one.
   * @throws {OmniError} `version_conflict`, `phase_conflict`, `owner_conflict`, `not_found`, `validation_failed`
   */
  update<Spec>(resource: Resource<Spec>, options?: UpdateOptions): Promise<Resource<Spec>>;

  /**
   * Read, change, write; repeated with backoff while another writer gets in between.
   * Nothing is written when the draft ends up equal to what was read.
   * @returns the resource as it is afterwards
   */
  modify<Spec>(
    type: ResourceType<Spec>,
    id: string,
    change: (draft: ResourceDraft<Spec>, current: Resource<Spec>) => void,
    options?: WriteOptions & Pick<UpdateOptions, 'expectedPhase'>,
  ): Promise<Resource<Spec>>;

  /**
   * Asks controllers to let go of the resource.
   * @returns true when nothing holds it and it may be destroyed now
   */
  teardown(type: ResourceType, id: string, options?: WriteOptions): Promise<boolean>;

  /** Removes a resource that nothing holds. @throws {OmniError} `finalizers_pending`, `not_found` */
  destroy(type: ResourceType, id: string, options?: WriteOptions): Promise<void>;

  /**
   * Tears down, waits until nothing holds the resource, removes it. Missing is success. Takes up to ten minutes unless
   * `timeoutMs` says otherwise; after `deadline_exceeded` the teardown goes on without us.
   * Falls back to client-side steps on servers without the call (Omni before 1.8).
   */
  teardownAndDestroy(type: ResourceType, id: string, options?: WriteOptions): Promise<void>;

  /**
   * Follows changes until the signal aborts, the loop is left, or the server fails for good. A broken connection is
   * opened again: the watch goes on after its last event, or, when the server has forgotten it, with what differs from
   * what was delivered before. Nothing is delivered twice; changes of that time may be folded into one.
   * @throws {OmniError} `watch_failed` when the server ends the watch and it cannot be resumed, `unauthenticated` or
   *   `credentials_expired` when the key ended and the connection broke, `access_denied`; whatever opening it met
   */
  watch<Spec>(type: ResourceType<Spec>, options?: WatchOptions): AsyncGenerator<WatchEvent<Spec>, void, undefined>;
}
