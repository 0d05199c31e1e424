import type { Metadata } from '@grpc/grpc-js';

/** A call as it came in, over gRPC or through the gateway. */
export interface IncomingCall {
  readonly metadata: Metadata;
  readonly request: Uint8Array;
  /** Aborted when the client goes away or its deadline passes, and by the dispatcher when the call is over. */
  readonly gone: AbortController;
  /**
   * Whether a header that was sent several times still is several values. Node's HTTP/2 joins them with a comma and a
   * space before anyone sees them.
   */
  readonly repeatedHeaders: 'kept' | 'joined';
}
