import type { OmniError } from '../errors/omni-error.ts';
import type { CallRetry } from '../transport/transport.ts';

/** A call that is about to be made. */
export interface ObservedCall {
  /** Full gRPC path, e.g. `/cosi.resource.State/Get`. */
  readonly method: string;
  /** Full name of the resource type, when the call is about one. */
  readonly resourceType: string | undefined;
  readonly requestBytes: number;
}

/** How a call ended. */
export interface CallOutcome {
  /** `undefined` when it succeeded. */
  readonly error: OmniError | undefined;
  /** gRPC status; `1` (cancelled) also when the reader left a stream early. */
  readonly status: number;
  readonly durationMs: number;
  readonly responseBytes: number;
  /** Messages received. */
  readonly messages: number;
  readonly retries: number;
}

/** Follows one call to its end. Its methods must not throw. */
export interface CallRecord {
  retried(retry: CallRetry): void;
  ended(outcome: CallOutcome): void;
}

/** Something that wants to know of every call: traces and metrics, or a log. Never sees what a call carries. */
export interface CallObserver {
  /** False while nobody would hear of a call; it is then made without any bookkeeping. */
  listening(): boolean;
  started(call: ObservedCall): CallRecord | Promise<CallRecord>;
}
