import type { Metadata } from '@grpc/grpc-js';

/** Sends bytes and metadata as they are. Rejects with `{ code, details }` as the server said them. */
export interface RawCaller extends Disposable {
  unary(method: string, request: Uint8Array, metadata: Metadata, timeoutMs: number | undefined): Promise<Uint8Array>;
  /** Messages as they come; leaving the loop ends the stream. */
  stream(method: string, request: Uint8Array, metadata: Metadata): AsyncGenerator<Uint8Array>;
}
