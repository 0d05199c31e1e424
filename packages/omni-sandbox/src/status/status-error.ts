import { OmniError, type OmniErrorCode } from '@fleetwright/omni-core';
import { status } from '@grpc/grpc-js';

/** The gRPC codes this server answers with. */
export type StatusName = Exclude<keyof typeof status, 'OK' | 'CANCELLED' | 'ABORTED' | 'OUT_OF_RANGE' | 'DATA_LOSS'>;

const CODES: Readonly<Record<StatusName, OmniErrorCode>> = {
  NOT_FOUND: 'not_found',
  ALREADY_EXISTS: 'already_exists',
  FAILED_PRECONDITION: 'precondition_failed',
  INVALID_ARGUMENT: 'invalid_argument',
  PERMISSION_DENIED: 'access_denied',
  UNAUTHENTICATED: 'unauthenticated',
  UNIMPLEMENTED: 'unimplemented',
  UNAVAILABLE: 'unavailable',
  DEADLINE_EXCEEDED: 'deadline_exceeded',
  RESOURCE_EXHAUSTED: 'resource_exhausted',
  INTERNAL: 'protocol',
  UNKNOWN: 'protocol',
};

/** Names as Go prints them, for errors that travel inside another error's text. */
const GO_NAMES: Readonly<Record<StatusName, string>> = {
  NOT_FOUND: 'NotFound',
  ALREADY_EXISTS: 'AlreadyExists',
  FAILED_PRECONDITION: 'FailedPrecondition',
  INVALID_ARGUMENT: 'InvalidArgument',
  PERMISSION_DENIED: 'PermissionDenied',
  UNAUTHENTICATED: 'Unauthenticated',
  UNIMPLEMENTED: 'Unimplemented',
  UNAVAILABLE: 'Unavailable',
  DEADLINE_EXCEEDED: 'DeadlineExceeded',
  RESOURCE_EXHAUSTED: 'ResourceExhausted',
  INTERNAL: 'Internal',
  UNKNOWN: 'Unknown',
};

/** A refusal the caller shall see: gRPC code and exact text. */
export class StatusError extends OmniError {
  override readonly name = 'StatusError';
  readonly status: StatusName;

  constructor(name: StatusName, message: string, options?: ErrorOptions) {
    super(CODES[name], message, options);
    this.status = name;
  }
}

/** Number of the code on the wire. */
export function statusNumber(error: StatusError): number {
  return status[error.status];
}

/** How Go prints this error when it is wrapped into another text. */
export function goErrorText(error: StatusError): string {
  return `rpc error: code = ${GO_NAMES[error.status]} desc = ${error.message}`;
}
