import { closedError } from './call-failure.ts';
import type { Connection } from './connection.ts';
import type { MessageBatch, TransportCall } from './transport.ts';

/** A connection whose code is loaded by the first call. */
export class LazyConnection implements Connection {
  readonly #load: () => Promise<Connection>;
  #loading: Promise<Connection> | undefined;
  #loaded: Connection | undefined;
  #closed = false;

  constructor(load: () => Promise<Connection>) {
    this.#load = load;
  }

  async unary(method: string, request: Uint8Array, call?: TransportCall): Promise<Uint8Array> {
    const connection = this.#loaded ?? (await this.#open(method));
    return connection.unary(method, request, call);
  }

  serverStream(
    method: string,
    request: Uint8Array,
    call?: TransportCall,
  ): AsyncGenerator<MessageBatch, void, undefined> {
    // Only the first streams go through a generator more.
    return this.#loaded?.serverStream(method, request, call) ?? this.#streamWhenOpen(method, request, call);
  }

  get clockAheadMs(): number | undefined {
    return this.#loaded?.clockAheadMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await (await this.#loading)?.[Symbol.asyncDispose]();
  }

  async *#streamWhenOpen(
    method: string,
    request: Uint8Array,
    call: TransportCall | undefined,
  ): AsyncGenerator<MessageBatch, void, undefined> {
    const connection = await this.#open(method);
    yield* connection.serverStream(method, request, call);
  }

  /** Calls of a closed connection that was never opened fail as those of any other. */
  async #open(method: string): Promise<Connection> {
    if (this.#closed && this.#loading === undefined) throw closedError(method);
    this.#loading ??= this.#load();
    this.#loaded = await this.#loading;
    return this.#loaded;
  }
}
