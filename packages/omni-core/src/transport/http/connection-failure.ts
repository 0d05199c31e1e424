import { GRPC, type GrpcStatus } from '../../errors/grpc-status.ts';

/** System calls that come before the first byte of a request. */
const BEFORE_SENDING: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

/** How TLS fails before it has begun: certificates, protocols, a connection that ends in the middle of it. */
const TLS_FAILURE = /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$)/;
const TLS_CUT_OFF = /before secure TLS connection was established/;

/**
 * The status of a call whose connection failed. Its text says, in the words `retryReason` reads, when the request
 * provably never left.
 */
export function connectionFailure(error: Error): GrpcStatus {
  const causes = error instanceof AggregateError ? (error.errors as readonly Error[]) : [error];
  const text = causes.map((cause) => textOf(cause)).join('; ');
  const prefix = causes.every(isBeforeSending) ? 'No connection established: ' : '';
  return { code: GRPC.UNAVAILABLE, details: `${prefix}${text}` };
}

function isBeforeSending(error: Error): boolean {
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException;
  return BEFORE_SENDING.has(syscall) || TLS_FAILURE.test(code) || TLS_CUT_OFF.test(error.message);
}

function textOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined || error.message.includes(code) ? error.message : `${code}: ${error.message}`;
}
