import { ReadOnlyError } from '../errors/call-errors.ts';
import { rpcEffect } from './rpc-effects.ts';
import type { MessageBatch, Transport, TransportCall } from './transport.ts';

/**
 * Lets through what reads, and what may do either: whoever makes such a call knows which. Everything else is refused
 * before anything is sent. The last guard of a read-only client, behind those that can say more about the call.
 */
export class ReadOnlyTransport implements Transport {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** @throws {ReadOnlyError} for a call that writes */
  async unary(method: string, request: Uint8Array, call?: TransportCall): Promise<Uint8Array> {
    expectRead(method, call);
    return this.#transport.unary(method, request, call);
  }

  /** @throws {ReadOnlyError} for a call that writes */
  async *serverStream(
    method: string,
    request: Uint8Array,
    call?: TransportCall,
  ): AsyncGenerator<MessageBatch, void, undefined> {
    expectRead(method, call);
    yield* this.#transport.serverStream(method, request, call);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }
}

function expectRead(method: string, { resource }: TransportCall = {}): void {
  if (rpcEffect(method) !== 'writes') return;
  throw new ReadOnlyError(`${method}${resource === undefined ? '' : ` (${resource})`}`);
}
