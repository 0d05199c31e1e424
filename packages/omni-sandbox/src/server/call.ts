import type { Metadata } from '@grpc/grpc-js';
import type { Caller } from '../auth/role.ts';

/** What a handler knows about the call it answers. */
export interface Call {
  readonly caller: Caller;
  readonly metadata: Metadata;
  /** Aborts when the client goes away or its deadline passes. */
  readonly signal: AbortSignal;
}

/** Where a streaming handler puts its responses. */
export interface Responses {
  /** Waits while the client reads slower than we write. */
  send(response: Uint8Array): Promise<void>;
}

/** Answers one request with one response. */
export type UnaryHandler = (call: Call, request: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Answers one request with any number of responses; the stream ends when the promise does. */
export type StreamHandler = (call: Call, request: Uint8Array, responses: Responses) => Promise<void>;

/** One RPC: where it is and who answers. */
export type Route =
  | { readonly path: string; readonly kind: 'unary'; readonly handle: UnaryHandler }
  | { readonly path: string; readonly kind: 'stream'; readonly handle: StreamHandler };

/** First value of a header, if there is one. */
export function header(metadata: Metadata, name: string): string | undefined {
  const [value] = metadata.get(name);
  return value === undefined ? undefined : String(value);
}
