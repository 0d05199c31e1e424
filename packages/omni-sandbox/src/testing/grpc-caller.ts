import { Client, credentials, type Metadata } from '@grpc/grpc-js';
import type { RawCaller } from './raw-caller.ts';

const raw = (bytes: Buffer): Buffer => bytes;

/** Calls over gRPC. */
export class GrpcCaller implements RawCaller {
  readonly #client: Client;

  constructor(endpoint: string) {
    this.#client = new Client(new URL(endpoint).host, credentials.createInsecure());
  }

  unary(
    method: string,
    request: Uint8Array,
    metadata: Metadata,
    timeoutMs = Number.POSITIVE_INFINITY,
  ): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const options = { deadline: Date.now() + timeoutMs };
    this.#client.makeUnaryRequest(method, raw, raw, Buffer.from(request), metadata, options, (error, response) => {
      if (error === null && response !== undefined) resolve(response);
      else reject(error ?? new Error('no response'));
    });
    return promise;
  }

  async *stream(method: string, request: Uint8Array, metadata: Metadata): AsyncGenerator<Uint8Array> {
    const call = this.#client.makeServerStreamRequest(method, raw, raw, Buffer.from(request), metadata);
    // Cancelling is how a reader leaves, also after the loop stopped listening for errors.
    call.on('error', () => undefined);
    try {
      for await (const message of call) yield message as Buffer;
    } finally {
      call.cancel();
    }
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
