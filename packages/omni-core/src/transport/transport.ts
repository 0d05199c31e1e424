import type { CallOptions } from './call-options.ts';

/** Request metadata beyond the signature, e.g. `{ context: ['demo'] }`. Names in lower case. */
export type CallMetadata = Readonly<Record<string, readonly string[]>>;

export interface TransportCall extends CallOptions {
  readonly metadata?: CallMetadata;
}

/**
 * Carries encoded messages to the server and back. Knows gRPC and signing, not what the bytes mean.
 * `method` is the full path, e.g. `/cosi.resource.State/Get`. Failures are `OmniError`s.
 */
export interface Transport extends AsyncDisposable {
  unary(method: string, request: Uint8Array, call?: TransportCall): Promise<Uint8Array>;
  /** Leaving the loop cancels the call. Without `timeoutMs` the stream has no deadline. */
  serverStream(method: string, request: Uint8Array, call?: TransportCall): AsyncGenerator<Uint8Array, void, undefined>;
}
