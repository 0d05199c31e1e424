import { StatusError } from '../status/status-error.ts';
import type { Caller } from './role.ts';

/** Whoever calls without a signature, where that is allowed. */
export const ANONYMOUS: Caller = { identity: '', userId: '', role: 'None', fingerprint: '' };

/** True for a caller who proved nothing. */
export function isAnonymous({ fingerprint }: Caller): boolean {
  return fingerprint === '';
}

/** What a caller without signature hears when only the route, not the resource, is open to everybody. */
export function missingSignature(): StatusError {
  return new StatusError('UNAUTHENTICATED', 'unauthenticated: missing valid signature');
}
