import { DeadlineError } from '../errors/call-errors.ts';
import { isOmniError } from '../errors/omni-error.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { startDeadline } from '../transport/deadline.ts';
import { callUnary } from '../transport/rpc-call.ts';
import type { Transport, TransportCall } from '../transport/transport.ts';
import { stateService } from '../wire/services.ts';
import { retryConflicts } from './retry-conflicts.ts';
import type { State, WriteOptions } from './state.ts';

/** The three names every request about one resource carries. */
export interface ResourceKey {
  readonly namespace: string;
  readonly type: string;
  readonly id: string;
}

/** Controllers of a cluster take minutes to let go of it. */
const FINISH_TIMEOUT_MS = 10 * 60_000;

/** Node's timers cannot wait longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Tearing down, by the server where it can and step by step where it is too old (Omni before 1.8). */
export class Teardown {
  readonly #transport: Transport;
  readonly #state: Pick<State, 'get' | 'update' | 'destroy' | 'watch'>;
  /** Set by the first refusal and kept: servers do not learn calls while they run. */
  #stepByStep = false;

  constructor(transport: Transport, state: Pick<State, 'get' | 'update' | 'destroy' | 'watch'>) {
    this.#transport = transport;
    this.#state = state;
  }

  /** @returns true when nothing holds the resource */
  async start(type: ResourceType, key: ResourceKey, options: WriteOptions): Promise<boolean> {
    return this.#orStepByStep(
      async () => {
        const request = { ...key, options: { owner: options.owner } };
        return (await callUnary(this.#transport, stateService.teardown, request, callFor(key, options))).destroyReady;
      },
      () => this.#startStepByStep(type, key, options),
    );
  }

  /** Returns when the resource is gone; one that never existed is gone too. */
  async finish(type: ResourceType, key: ResourceKey, options: WriteOptions): Promise<void> {
    const timed = { ...options, timeoutMs: options.timeoutMs ?? FINISH_TIMEOUT_MS };
    try {
      await this.#orStepByStep(
        async () => {
          const request = { ...key, options: { owner: options.owner } };
          await callUnary(this.#transport, stateService.teardownAndDestroy, request, callFor(key, timed));
        },
        () => this.#finishStepByStep(type, key, timed),
      );
    } catch (error) {
      if (!isOmniError(error, 'not_found')) throw error;
    }
  }

  async #orStepByStep<T>(call: () => Promise<T>, steps: () => Promise<T>): Promise<T> {
    if (this.#stepByStep) return steps();
    try {
      return await call();
    } catch (error) {
      if (!isOmniError(error, 'unimplemented')) throw error;
      this.#stepByStep = true;
      return steps();
    }
  }

  async #startStepByStep(type: ResourceType, key: ResourceKey, options: WriteOptions): Promise<boolean> {
    const subject = describeResource(key);
    const deadline = startDeadline(options, subject);
    const owner = options.owner === undefined ? {} : { owner: options.owner };
    const torn = await retryConflicts(
      async (call) => {
        const current = await this.#state.get(type, key.id, { ...call, namespace: key.namespace });
        if (current.metadata.phase === 'tearingDown') return current;
        return this.#state.update(withMetadata(current, { phase: 'tearingDown' }), { ...deadline.rest(), ...owner });
      },
      deadline,
      subject,
    );
    return isFree(torn);
  }

  async #finishStepByStep(type: ResourceType, key: ResourceKey, options: WriteOptions): Promise<void> {
    const deadline = startDeadline(options, describeResource(key));
    const rest = (): WriteOptions => ({ ...options, ...deadline.rest(), namespace: key.namespace });
    if (!(await this.start(type, key, rest()))) await this.#waitUntilFree(type, key, deadline.rest());
    await this.#state.destroy(type, key.id, rest());
  }

  async #waitUntilFree(
    type: ResourceType,
    key: ResourceKey,
    { signal: caller, timeoutMs = 0 }: CallOptions,
  ): Promise<void> {
    const expiry = AbortSignal.timeout(Math.min(timeoutMs, LONGEST_TIMER_MS));
    const signal = caller === undefined ? expiry : AbortSignal.any([caller, expiry]);
    try {
      for await (const event of this.#state.watch(type, { id: key.id, namespace: key.namespace, signal })) {
        if (event.kind === 'destroyed') return;
        if (event.kind !== 'bootstrapped' && isFree(event.resource)) return;
      }
    } catch (error) {
      if (!expiry.aborted || caller?.aborted) throw error;
      throw new DeadlineError(`${describeResource(key)}: still held by its finalizers; the teardown goes on`, {
        hint: 'Wait until it is gone, or look at its finalizers to see which controller holds it.',
      });
    }
  }
}

function isFree({ metadata }: Resource): boolean {
  return metadata.phase === 'tearingDown' && metadata.finalizers.length === 0;
}

function callFor(key: ResourceKey, { signal, timeoutMs }: CallOptions): TransportCall {
  return {
    resource: describeResource(key),
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
