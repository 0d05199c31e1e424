import { isOmniError, OmniError } from '../errors/omni-error.ts';
import { ConflictError } from '../errors/state-errors.ts';
import {
  describeResource,
  type Phase,
  type Resource,
  type ResourceDraft,
  UNSTORED_VERSION,
} from '../resources/resource.ts';
import { draftOf, resourceFromDraft } from '../resources/resource-draft.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { resourceFromEnvelope, resourceFromWire, resourceToWire } from '../resources/resource-wire.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { DEFAULT_TIMEOUT_MS, startDeadline } from '../transport/deadline.ts';
import { callUnary } from '../transport/rpc-call.ts';
import type { Transport, TransportCall } from '../transport/transport.ts';
import { readResourceResponse } from '../wire/envelope/read-response.ts';
import type { Resource as WireResource } from '../wire/gen/cosi-resource.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { stateService } from '../wire/services.ts';
import { expectLimit } from './limit.ts';
import { encodeQuery } from './query-encoding.ts';
import { retryConflicts } from './retry-conflicts.ts';
import type {
  ListOptions,
  ReadOptions,
  State,
  UpdateOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './state.ts';
import { type ResourceKey, Teardown } from './teardown.ts';
import { watchState } from './watch.ts';

/** Defaults of the calls. */
export interface StateClientOptions {
  /** Default for calls that name none, in milliseconds. @default 30_000 */
  readonly timeoutMs?: number;
}

/** COSI state on a server. Share one among any number of callers. */
export class StateClient implements State {
  readonly #transport: Transport;
  readonly #timeoutMs: number;
  readonly #teardown: Teardown;

  /** @internal {@link OmniClient} makes one for its connection. */
  constructor(transport: Transport, { timeoutMs = DEFAULT_TIMEOUT_MS }: StateClientOptions = {}) {
    this.#transport = transport;
    this.#timeoutMs = timeoutMs;
    this.#teardown = new Teardown(transport, this);
  }

  async get<Spec>(type: ResourceType<Spec>, id: string, options: ReadOptions = {}): Promise<Resource<Spec>> {
    const key = resourceKey(type, id, options);
    const { path, request } = stateService.get;
    const call = this.#call(options, describeResource(key));
    const response = await this.#transport.unary(path, messageCodec(request).encode(key), call);
    return resourceFromEnvelope(type, readResourceResponse(response));
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

  async list<Spec>(type: ResourceType<Spec>, options: ListOptions = {}): Promise<Resource<Spec>[]> {
    const limit = expectLimit(options);
    let resources: Resource<Spec>[] = [];
    const forget = (): void => {
      resources = [];
    };
    for await (const batch of this.#batches(type, options, forget)) resources.push(...batch);
    return resources.sort(byId).slice(0, limit);
  }

  async *iterate<Spec>(
    type: ResourceType<Spec>,
    options: ListOptions = {},
  ): AsyncGenerator<Resource<Spec>, void, undefined> {
    let left = expectLimit(options) ?? Number.POSITIVE_INFINITY;
    for await (const batch of this.#batches(type, options)) {
      yield* left >= batch.length ? batch : batch.slice(0, left);
      left -= batch.length;
      if (left <= 0) return;
    }
  }

  async *#batches<Spec>(
    type: ResourceType<Spec>,
    options: ListOptions,
    onRestart?: () => void,
  ): AsyncGenerator<Resource<Spec>[], void, undefined> {
    const { namespace = type.defaultNamespace } = options;
    const { path, request } = stateService.list;
    const query = messageCodec(request).encode({ namespace, type: type.type, options: encodeQuery(options) });
    const call: TransportCall = {
      ...this.#call(options, `${type.type}(${namespace}/*)`),
      ...(onRestart === undefined ? {} : { onRestart }),
    };
    for await (const batch of this.#transport.serverStream(path, query, call)) {
      yield batch.map((message) => resourceFromEnvelope(type, readResourceResponse(message)));
    }
  }

  async create<Spec>(resource: Resource<Spec>, options: Omit<WriteOptions, 'namespace'> = {}): Promise<Resource<Spec>> {
    const now = new Date();
    // The server keeps the update time as sent, so a resource created without one would seem to be from 1970.
    const fresh = withMetadata(resource, { version: UNSTORED_VERSION, created: now, updated: now });
    const response = await callUnary(
      this.#transport,
      stateService.create,
      { resource: resourceToWire(fresh), options: { owner: options.owner } },
      this.#call(options, describeResource(resource.metadata)),
    );
    return storedAs(fresh, response.resource);
  }

  async update<Spec>(resource: Resource<Spec>, options: UpdateOptions = {}): Promise<Resource<Spec>> {
    const { owner, expectedPhase = 'running' } = options;
    const response = await callUnary(
      this.#transport,
      stateService.update,
      {
        newResource: resourceToWire(resource),
        options: { owner, expectedPhase: expectedPhase === 'any' ? undefined : expectedPhase },
      },
      this.#call(options, describeResource(resource.metadata)),
    );
    return storedAs(resource, response.resource);
  }

  async modify<Spec>(
    type: ResourceType<Spec>,
    id: string,
    change: (draft: ResourceDraft<Spec>, current: Resource<Spec>) => void,
    options: WriteOptions & Pick<UpdateOptions, 'expectedPhase'> = {},
  ): Promise<Resource<Spec>> {
    const { namespace = type.defaultNamespace, expectedPhase = 'running', owner } = options;
    const subject = describeResource(resourceKey(type, id, options));
    const deadline = startDeadline({ timeoutMs: this.#timeoutMs, ...options }, subject);
    const write = { expectedPhase, ...(owner === undefined ? {} : { owner }) };
    return retryConflicts(
      async (call) => {
        const current = await this.get(type, id, { ...call, namespace });
        expectPhase(current, expectedPhase);
        const draft = draftOf(current);
        change(draft, current);
        const changed = resourceFromDraft(current, draft);
        return changed === current ? current : this.update(changed, { ...deadline.rest(), ...write });
      },
      deadline,
      subject,
    );
  }

  async teardown(type: ResourceType, id: string, options: WriteOptions = {}): Promise<boolean> {
    return this.#teardown.start(type, resourceKey(type, id, options), this.#timed(options));
  }

  async destroy(type: ResourceType, id: string, options: WriteOptions = {}): Promise<void> {
    const key = resourceKey(type, id, options);
    const request = { ...key, options: { owner: options.owner } };
    await callUnary(this.#transport, stateService.destroy, request, this.#call(options, describeResource(key)));
  }

  async teardownAndDestroy(type: ResourceType, id: string, options: WriteOptions = {}): Promise<void> {
    await this.#teardown.finish(type, resourceKey(type, id, options), options);
  }

  watch<Spec>(type: ResourceType<Spec>, options: WatchOptions = {}): AsyncGenerator<WatchEvent<Spec>, void, undefined> {
    return watchState(this.#transport, type, options, { openTimeoutMs: this.#timeoutMs });
  }

  #timed<Options extends CallOptions>(options: Options): Options & { timeoutMs: number } {
    return { ...options, timeoutMs: options.timeoutMs ?? this.#timeoutMs };
  }

  #call({ signal, timeoutMs = this.#timeoutMs }: CallOptions, resource: string): TransportCall {
    return signal === undefined ? { timeoutMs, resource } : { timeoutMs, resource, signal };
  }
}

/** @throws {OmniError} `invalid_argument` for an empty id, which no resource has */
function resourceKey(type: ResourceType, id: string, options: { readonly namespace?: string }): ResourceKey {
  const { namespace = type.defaultNamespace } = options;
  if (id === '') throw new OmniError('invalid_argument', `${type.type}(${namespace}/): the id is empty`);
  return { namespace, type: type.type, id };
}

/** What is stored now: the server's metadata, and the spec as sent where the answer leaves it out. */
function storedAs<Spec>(sent: Resource<Spec>, message: WireResource | undefined): Resource<Spec> {
  const answer = resourceFromWire(sent.type, message);
  return message?.spec === undefined ? withMetadata(sent, answer.metadata) : answer;
}

function byId(a: Resource, b: Resource): number {
  return a.metadata.id < b.metadata.id ? -1 : a.metadata.id > b.metadata.id ? 1 : 0;
}

function expectPhase({ metadata }: Resource, expected: Phase | 'any'): void {
  if (expected === 'any' || metadata.phase === expected) return;
  throw new ConflictError('phase_conflict', `${describeResource(metadata)} is ${metadata.phase}, not ${expected}`, {
    resource: describeResource(metadata),
    hint: 'The resource is being removed. Wait until it is gone, then create it again.',
  });
}
