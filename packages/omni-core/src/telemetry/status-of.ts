import { GRPC, GrpcStatusError } from '../errors/grpc-status.ts';
import type { OmniError, OmniErrorCode } from '../errors/omni-error.ts';

/** Failures found on this side, where no server gave a status. */
const LOCAL: Partial<Record<OmniErrorCode, number>> = {
  cancelled: GRPC.CANCELLED,
  closed: GRPC.CANCELLED,
  deadline_exceeded: GRPC.DEADLINE_EXCEEDED,
  unavailable: GRPC.UNAVAILABLE,
  invalid_argument: GRPC.INVALID_ARGUMENT,
  credentials_expired: GRPC.UNAUTHENTICATED,
  credentials_invalid: GRPC.UNAUTHENTICATED,
};

/** The gRPC status of a failed call. */
export function statusOf({ cause, code }: OmniError): number {
  return cause instanceof GrpcStatusError ? cause.grpcCode : (LOCAL[code] ?? GRPC.UNKNOWN);
}
