import type { OmniError } from '../errors/omni-error.ts';
import type { CallOptions } from './call-options.ts';

/** Request metadata beyond the signature, e.g. `{ context: ['demo'] }`. Names in lower case. */
export type CallMetadata = Readonly<Record<string, readonly string[]>>;

/** Messages of a stream that arrived together. */
export type MessageBatch = readonly Uint8Array[];

export interface TransportCall extends CallOptions {
  readonly metadata?: CallMetadata;
  /** Resource the call is about, as `Type(namespace/id)`; only for error texts. */
  readonly resource?: string;
  /**
   * Largest message this call accepts, in bytes. A call that needs more than the usual limit has a connection of its
   * own. @default the transport's limit
   */
  readonly maxMessageBytes?: number;
  /** Told each time the call failed and is about to be sent once more. Must not throw. */
  readonly onRetry?: (retry: CallRetry) => void;
  /**
   * Lets a stream be repeated from its beginning when it breaks in the middle: called before it is, so that the reader
   * can forget what it has. Without it, a stream is repeated only before its first message. Must not throw.
   */
  readonly onRestart?: () => void;
}

/** One failure of a call that was not its last. */
export interface CallRetry {
  readonly error: OmniError;
  /** Time until the call is sent again, in milliseconds. */
  readonly delayMs: number;
}

/**
 * Carries encoded messages to the server and back. Knows gRPC and signing, not what the bytes mean.
 * `method` is the full path, e.g. `/cosi.resource.State/Get`. Failures are `OmniError`s.
 */
export interface Transport extends AsyncDisposable {
  unary(method: string, request: Uint8Array, call?: TransportCall): Promise<Uint8Array>;
  /**
   * Messages in order, those that arrived together in one batch: a promise per message would cost more than the
   * message. No batch is empty. A slow reader slows the server down. Leaving the loop cancels the call.
   * Without `timeoutMs` the stream has no deadline.
   */
  serverStream(
    method: string,
    request: Uint8Array,
    call?: TransportCall,
  ): AsyncGenerator<MessageBatch, void, undefined>;
}
