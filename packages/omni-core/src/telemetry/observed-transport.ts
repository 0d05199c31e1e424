import { GRPC } from '../errors/grpc-status.ts';
import { isOmniError, OmniError } from '../errors/omni-error.ts';
import type { CallRetry, MessageBatch, Transport, TransportCall } from '../transport/transport.ts';
import type { CallObserver, CallRecord, ObservedCall } from './call-observer.ts';
import { statusOf } from './status-of.ts';

const OK = 0;

/** Tells an observer of every call of another transport. While it does not listen, calls cost nothing more. */
export class ObservedTransport implements Transport {
  readonly #transport: Transport;
  readonly #observer: CallObserver;

  constructor(transport: Transport, observer: CallObserver) {
    this.#transport = transport;
    this.#observer = observer;
  }

  unary(method: string, request: Uint8Array, call: TransportCall = {}): Promise<Uint8Array> {
    return this.#observer.listening()
      ? this.#unary(method, request, call)
      : this.#transport.unary(method, request, call);
  }

  serverStream(
    method: string,
    request: Uint8Array,
    call: TransportCall = {},
  ): AsyncGenerator<MessageBatch, void, undefined> {
    return this.#observer.listening()
      ? this.#serverStream(method, request, call)
      : this.#transport.serverStream(method, request, call);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }

  async #unary(method: string, request: Uint8Array, call: TransportCall): Promise<Uint8Array> {
    const tally = new Tally(await this.#observer.started(observed(method, request, call)), call);
    try {
      const response = await this.#transport.unary(method, request, tally.call);
      tally.received([response]);
      tally.succeeded();
      return response;
    } catch (error) {
      throw tally.failed(error);
    }
  }

  async *#serverStream(
    method: string,
    request: Uint8Array,
    call: TransportCall,
  ): AsyncGenerator<MessageBatch, void, undefined> {
    const tally = new Tally(await this.#observer.started(observed(method, request, call)), call);
    try {
      for await (const batch of this.#transport.serverStream(method, request, tally.call)) {
        tally.received(batch);
        yield batch;
      }
      tally.succeeded();
    } catch (error) {
      throw tally.failed(error);
    } finally {
      tally.left();
    }
  }
}

/** What one call costs, reported once, when it ends. */
class Tally {
  readonly call: TransportCall;
  readonly #record: CallRecord;
  readonly #start = performance.now();
  #bytes = 0;
  #messages = 0;
  #retries = 0;
  #ended = false;

  constructor(record: CallRecord, call: TransportCall) {
    this.#record = record;
    const onRetry = (retry: CallRetry): void => {
      this.#retries++;
      record.retried(retry);
      call.onRetry?.(retry);
    };
    this.call = { ...call, onRetry };
  }

  received(batch: MessageBatch): void {
    this.#messages += batch.length;
    for (const message of batch) this.#bytes += message.length;
  }

  succeeded(): void {
    this.#end(OK, undefined);
  }

  /** @returns what was thrown, to be thrown on */
  failed(error: unknown): unknown {
    const failure = isOmniError(error) ? error : new OmniError('protocol', 'unexpected failure');
    this.#end(statusOf(failure), failure);
    return error;
  }

  /** The reader of a stream did not want the rest. */
  left(): void {
    this.#end(GRPC.CANCELLED, undefined);
  }

  #end(status: number, error: OmniError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#record.ended({
      error,
      status,
      durationMs: performance.now() - this.#start,
      responseBytes: this.#bytes,
      messages: this.#messages,
      retries: this.#retries,
    });
  }
}

/** `Type(namespace/id)` or the type alone; other calls are about something else than a resource. */
const TYPED = /^([A-Za-z]\w*(?:\.[a-z]+)+)(?:\(|$)/;

function observed(method: string, request: Uint8Array, { resource = '' }: TransportCall): ObservedCall {
  return { method, resourceType: TYPED.exec(resource)?.[1], requestBytes: request.length };
}
