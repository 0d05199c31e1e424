import type { ServiceError } from '@grpc/grpc-js';
import { fromAbort } from '../errors/from-abort.ts';
import { fromGrpc } from '../errors/from-grpc.ts';
import { GRPC, type GrpcStatus } from '../errors/grpc-status.ts';
import { OmniError } from '../errors/omni-error.ts';
import type { TransportCall } from './transport.ts';

/** The error for a call that was cut off by closing its transport. */
export function closedError(method: string): OmniError {
  return new OmniError('closed', `${method}: the client is closed`, {
    hint: 'Keep the client open until the last call has ended; a closed client cannot be used again.',
  });
}

/** How a call was going when it failed. */
export interface CallFate {
  /** When it had to be over, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Its transport has been closed. */
  readonly closed: boolean;
}

/** A server counts the same deadline and may be this much ahead of us. */
const CLOCK_SLACK_MS = 100;

/** The status a transport read off an answer that is no gRPC. */
export class CallStatusError extends Error {
  override readonly name = 'CallStatusError';
  readonly status: GrpcStatus;

  constructor(status: GrpcStatus) {
    super(status.details);
    this.status = status;
  }
}

/** Maps whatever ended a call to the error its caller sees. */
export function callFailure(error: unknown, method: string, call: TransportCall, fate: CallFate): OmniError {
  const { closed, deadline } = fate;
  if (error instanceof OmniError) return error;
  if (call.signal?.aborted) return fromAbort(call.signal, call.resource ?? method);
  const status = statusOf(error);
  if (status === undefined) return unexpected(error, method, closed);
  const { code } = status;
  if (closed && (code === GRPC.CANCELLED || code === GRPC.UNAVAILABLE)) return closedError(method);
  // A Go server that notices the deadline first resets the stream, which arrives here as a cancellation.
  const late = code === GRPC.CANCELLED && Date.now() >= deadline - CLOCK_SLACK_MS;
  return fromGrpc(
    { ...status, code: late ? GRPC.DEADLINE_EXCEEDED : code },
    { method, resource: call.resource, now: new Date() },
  );
}

function statusOf(error: unknown): GrpcStatus | undefined {
  if (error instanceof CallStatusError) return error.status;
  if (!isServiceError(error)) return undefined;
  const { code, details, metadata } = error;
  const [date] = metadata?.get('date') ?? [];
  return { code, details, serverDate: typeof date === 'string' ? date : undefined };
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/** grpc-js throws plain errors for calls on a closed channel, and for its own defects. */
function unexpected(error: unknown, method: string, closed: boolean): OmniError {
  if (closed) return closedError(method);
  return new OmniError('protocol', `${method}: the call could not be made`, { cause: error });
}
