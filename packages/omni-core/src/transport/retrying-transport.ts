import { isOmniError } from '../errors/omni-error.ts';
import { DEFAULT_TIMEOUT_MS } from './deadline.ts';
import { pause } from './pause.ts';
import { isRepeatable } from './repeatable-methods.ts';
import { retryReason } from './retry-reason.ts';
import type { MessageBatch, Transport, TransportCall } from './transport.ts';

/** How often a call is sent again, and after which pauses. */
export interface RetryOptions {
  /** Times a call is sent at most, the first included; 1 turns retries off. @default 5 */
  readonly attempts?: number;
  /** Longest pause before the second attempt, in milliseconds; doubles with each further one. @default 100 */
  readonly firstMs?: number;
  /** Longest pause at all, in milliseconds. @default 5_000 */
  readonly mostMs?: number;
}

export interface RetryingTransportOptions extends RetryOptions {
  /** Deadline of unary calls that name none, in milliseconds, over all attempts. @default 30_000 */
  readonly timeoutMs?: number;
  /** Between 0 and 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * Sends calls again that failed because the server was away or too busy.
 *
 * A call that reads is sent again whatever happened to it. Every other call only when it provably never left: a write
 * that may have arrived is the caller's to judge. Pauses grow exponentially and are random from nothing up (full
 * jitter), so that many clients do not come back together. All attempts share the deadline of the call; what is thrown
 * is the last failure. A stream is repeated before its first message, later only for a reader that can begin again.
 */
export class RetryingTransport implements Transport {
  readonly #transport: Transport;
  readonly #options: Required<RetryingTransportOptions>;

  constructor(transport: Transport, options: RetryingTransportOptions = {}) {
    this.#transport = transport;
    this.#options = {
      attempts: 5,
      firstMs: 100,
      mostMs: 5_000,
      timeoutMs: DEFAULT_TIMEOUT_MS,
      random: Math.random,
      ...options,
    };
  }

  async unary(method: string, request: Uint8Array, call: TransportCall = {}): Promise<Uint8Array> {
    const { timeoutMs = this.#options.timeoutMs } = call;
    const attempts = this.#attempts(method, { ...call, timeoutMs });
    while (true) {
      try {
        return await this.#transport.unary(method, request, attempts.call());
      } catch (error) {
        await attempts.pauseAfter(error);
      }
    }
  }

  async *serverStream(
    method: string,
    request: Uint8Array,
    call: TransportCall = {},
  ): AsyncGenerator<MessageBatch, void, undefined> {
    const attempts = this.#attempts(method, call);
    let delivered = false;
    while (true) {
      try {
        for await (const batch of this.#transport.serverStream(method, request, attempts.call())) {
          delivered = true;
          yield batch;
        }
        return;
      } catch (error) {
        if (delivered && call.onRestart === undefined) throw error;
        await attempts.pauseAfter(error);
        if (delivered) call.onRestart?.();
        delivered = false;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }

  #attempts(method: string, call: TransportCall): Attempts {
    return new Attempts(method, call, this.#options);
  }
}

/** The attempts of one call. */
class Attempts {
  readonly #method: string;
  readonly #call: TransportCall;
  readonly #options: Required<RetryingTransportOptions>;
  readonly #end: number;
  #failures = 0;

  constructor(method: string, call: TransportCall, options: Required<RetryingTransportOptions>) {
    this.#method = method;
    this.#call = call;
    this.#options = options;
    this.#end = performance.now() + (call.timeoutMs ?? Number.POSITIVE_INFINITY);
  }

  /** The call for the next attempt, with the time that is left. */
  call(): TransportCall {
    if (this.#failures === 0 || this.#call.timeoutMs === undefined) return this.#call;
    return { ...this.#call, timeoutMs: Math.max(1, Math.ceil(this.#end - performance.now())) };
  }

  /** Waits until the next attempt. @throws the failure, when there shall be none or no time is left for one */
  async pauseAfter(failure: unknown): Promise<void> {
    this.#failures += 1;
    if (!this.#mayFollow(failure)) throw failure;
    const { firstMs, mostMs, random } = this.#options;
    const pauseMs = random() * Math.min(mostMs, firstMs * 2 ** (this.#failures - 1));
    if (performance.now() + pauseMs >= this.#end) throw failure;
    if (isOmniError(failure)) this.#call.onRetry?.({ error: failure, delayMs: pauseMs });
    await pause(pauseMs, this.#call.signal, this.#call.resource ?? this.#method);
  }

  #mayFollow(failure: unknown): boolean {
    if (this.#failures >= this.#options.attempts || !isOmniError(failure)) return false;
    const reason = retryReason(failure);
    return reason === 'not-sent' || (reason === 'if-repeatable' && isRepeatable(this.#method));
  }
}
