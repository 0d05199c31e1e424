import { GrpcStatusError } from '../errors/grpc-status.ts';
import { isOmniError } from '../errors/omni-error.ts';

/** How grpc-js words failures of calls for which there never was a connection. */
const NEVER_SENT = /^(No connection established|Name resolution failed)/;

/** What waiting does not cure: certificates, the wrong protocol, host names that do not exist, limits of size. */
const LASTING =
  /certificate|self[- ]signed|altname|wrong version number|packet length too long|EPROTO|ENOTFOUND|larger than/i;

/** Whether a failed call can be sent again: `never`, only when repeating it is harmless, or whatever it does. */
export type RetryReason = 'never' | 'if-repeatable' | 'not-sent';

/** Reads from an error how far its call got. */
export function retryReason(error: unknown): RetryReason {
  if (!isOmniError(error, 'unavailable', 'resource_exhausted')) return 'never';
  const details = error.cause instanceof GrpcStatusError ? error.cause.details : '';
  if (LASTING.test(details)) return 'never';
  return NEVER_SENT.test(details) ? 'not-sent' : 'if-repeatable';
}
