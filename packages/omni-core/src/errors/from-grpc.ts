import { AccessError, DeadlineError, UnauthenticatedError, UnavailableError } from './call-errors.ts';
import { clockSkewHint } from './clock-skew.ts';
import { GRPC, type GrpcStatus, GrpcStatusError, grpcStatusName } from './grpc-status.ts';
import { OmniError, type OmniErrorCode, type OmniErrorOptions } from './omni-error.ts';
import { redactSecrets } from './secret-text.ts';
import { AlreadyExistsError, ConflictError, NotFoundError, ValidationError } from './state-errors.ts';
import { unavailableHint } from './unavailable-hint.ts';
import { isValidationText, validationMessages } from './validation-messages.ts';

/** What the failed call was. */
export interface FailedCall {
  /** Full path, e.g. `/cosi.resource.State/Update`. */
  readonly method: string;
  /** Resource the call was about, as `Type(namespace/id)`. */
  readonly resource?: string | undefined;
  /** Local time when the failure arrived; compared with the server's to explain refused signatures. */
  readonly now?: Date;
}

const UPDATE = '/cosi.resource.State/Update';

/** Codes with which Omni's validation rules may refuse; the others keep their own meaning. */
const VALIDATION_CODES: ReadonlySet<number> = new Set([
  GRPC.UNKNOWN,
  GRPC.INVALID_ARGUMENT,
  GRPC.NOT_FOUND,
  GRPC.ALREADY_EXISTS,
  GRPC.FAILED_PRECONDITION,
  GRPC.ABORTED,
]);

const HINTS = {
  access: 'Use a key with a higher role, or ask an administrator for an access policy that covers this cluster.',
  owner: 'This resource is managed by an Omni controller; change the resource it is derived from instead.',
  version: 'Somebody else wrote in between. Read the resource again and repeat the change.',
  phase: 'The resource is being removed. Wait until it is gone, then create it again.',
  finalizers: 'Tear the resource down first and wait until nothing holds it.',
  eula: 'Open the Omni web interface once and accept the licence agreement.',
  exists: 'Update the existing resource, or wait until it is gone if it is being torn down.',
  validation: 'Correct the values named above; nothing was stored.',
  deadline: 'Allow more time with timeoutMs. A write may have been carried out; read before repeating it.',
  unimplemented: 'This Omni may be too old for the call, or the endpoint is not an Omni.',
  interrupted: 'The connection was closed from the other side. Try again in a moment.',
  throttled: 'The server limits its write rate and stored nothing. Try again in a moment.',
} as const;

/** Turns a gRPC status into our own error. The only place that reads gRPC codes and the server's texts. */
export function fromGrpc(status: GrpcStatus, call: FailedCall): OmniError {
  const { code } = status;
  const details = redactSecrets(status.details);
  const cause = new GrpcStatusError({ code, details });
  const subject = call.resource ?? call.method;
  const message = `${subject}: ${details}`;
  const options = (hint?: string): OmniErrorOptions => ({
    cause,
    ...(hint === undefined ? {} : { hint }),
    ...(call.resource === undefined ? {} : { resource: call.resource }),
  });
  const other = (omniCode: OmniErrorCode, hint?: string): OmniError => new OmniError(omniCode, message, options(hint));

  if (isValidationText(details) && VALIDATION_CODES.has(code)) {
    return new ValidationError(validationMessages(details), options(HINTS.validation));
  }

  switch (code) {
    case GRPC.NOT_FOUND:
      return new NotFoundError(call.resource ? `${call.resource} does not exist` : message, options());
    case GRPC.ALREADY_EXISTS:
      return new AlreadyExistsError(call.resource ? `${call.resource} already exists` : message, options(HINTS.exists));
    case GRPC.UNAUTHENTICATED:
      return new UnauthenticatedError(message, options(clockSkewHint(status.serverDate, call.now)));
    case GRPC.PERMISSION_DENIED:
      if (!isValidationText(details) && details.includes('is owned by')) {
        return new ConflictError('owner_conflict', message, options(HINTS.owner));
      }
      return new AccessError(`${subject}: ${validationMessages(details).join('; ')}`, options(HINTS.access));
    case GRPC.FAILED_PRECONDITION:
      if (details.includes('update conflict')) {
        return new ConflictError('version_conflict', `${subject} changed since it was read`, options(HINTS.version));
      }
      if (details.includes('has pending finalizers')) {
        return new ConflictError('finalizers_pending', message, options(HINTS.finalizers));
      }
      return other('precondition_failed', details.includes('EULA') ? HINTS.eula : undefined);
    case GRPC.INVALID_ARGUMENT:
      if (call.method === UPDATE && /\bphase\b/i.test(details)) {
        return new ConflictError('phase_conflict', message, options(HINTS.phase));
      }
      return other('invalid_argument');
    case GRPC.OUT_OF_RANGE:
      return other('invalid_argument');
    case GRPC.DEADLINE_EXCEEDED:
      if (details.includes('throttled')) return new UnavailableError(message, options(HINTS.throttled));
      return new DeadlineError(message, options(HINTS.deadline));
    case GRPC.CANCELLED:
      // Our own cancellations never get here; this one came from the server or a proxy that is shutting down.
      return new UnavailableError(message, options(HINTS.interrupted));
    case GRPC.RESOURCE_EXHAUSTED:
      return other('resource_exhausted');
    case GRPC.UNIMPLEMENTED:
      return other('unimplemented', HINTS.unimplemented);
    case GRPC.UNAVAILABLE:
      return new UnavailableError(message, options(unavailableHint(details)));
    case GRPC.INTERNAL:
      // The connection broke in the middle of the call; the server itself said nothing.
      if (details.startsWith('Received RST_STREAM')) return new UnavailableError(message, options(HINTS.interrupted));
      return other('server_error');
    default:
      return new OmniError('server_error', `${subject}: ${grpcStatusName(code)}: ${details}`, options());
  }
}
