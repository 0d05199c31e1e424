import { rpcEffect } from './rpc-effects.ts';
import type { MessageBatch, Transport, TransportCall } from './transport.ts';

/** Tells of every call that may change something: before it is sent, and when it is over, however it went. */
export class WriteNotice implements Transport {
  readonly #transport: Transport;
  readonly #onWrite: () => void;

  constructor(transport: Transport, onWrite: () => void) {
    this.#transport = transport;
    this.#onWrite = onWrite;
  }

  unary(method: string, request: Uint8Array, call?: TransportCall): Promise<Uint8Array> {
    if (onlyReads(method)) return this.#transport.unary(method, request, call);
    this.#onWrite();
    return this.#transport.unary(method, request, call).finally(this.#onWrite);
  }

  serverStream(
    method: string,
    request: Uint8Array,
    call?: TransportCall,
  ): AsyncGenerator<MessageBatch, void, undefined> {
    const messages = () => this.#transport.serverStream(method, request, call);
    return onlyReads(method) ? messages() : this.#aroundStream(messages);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }

  async *#aroundStream(
    messages: () => AsyncGenerator<MessageBatch, void, undefined>,
  ): AsyncGenerator<MessageBatch, void, undefined> {
    this.#onWrite();
    try {
      yield* messages();
    } finally {
      this.#onWrite();
    }
  }
}

function onlyReads(method: string): boolean {
  const effect = rpcEffect(method);
  return effect === 'reads' || effect === 'follows';
}
