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

/** Who may call before being known. */
export interface RouteRules {
  /** Calls may come without a signature; one that is there must be right. @default false */
  readonly unsigned?: boolean;
  /** Says which requests are answered while the EULA is not accepted. @default none */
  readonly beforeEula?: (request: Uint8Array) => boolean;
}

/** One RPC: where it is, who answers, and whom. */
export type Route = RouteRules &
  (
    | { readonly path: string; readonly kind: 'unary'; readonly handle: UnaryHandler }
    | { readonly path: string; readonly kind: 'stream'; readonly handle: StreamHandler }
  );

/** First value of a header, if there is one. */
export function header(metadata: Metadata, name: string): string | undefined {
  const [value] = metadata.get(name);
  return value === undefined ? undefined : String(value);
}
