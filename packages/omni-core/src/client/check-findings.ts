import type { Credentials } from '../auth/credentials.ts';
import { isOmniError, type OmniError } from '../errors/omni-error.ts';
import type { CheckFinding, CheckSubject } from './connection-check.ts';

/** What came back, or why nothing did. */
export type Outcome<T> =
  | { readonly value: T; readonly error?: never }
  | { readonly value?: never; readonly error: OmniError };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Omni refuses signatures that are older or younger than this. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;
/** Keys of service accounts live for months, and have to be renewed by somebody. */
const SERVICE_ACCOUNT_WARNING_MS = 14 * DAY_MS;
/** Keys of people live for hours. */
const PERSON_WARNING_MS = 10 * MINUTE_MS;
/** The address Omni gives an account; its key usually says the short name alone. */
const SERVICE_ACCOUNT = /@(?:[\w-]+\.)?serviceaccount\.omni\.sidero\.dev$/;
/** The oldest release whose types and calls this library knows. */
const OLDEST_KNOWN = [1, 5] as const;

export function reachableFinding(endpoint: string, { error }: Outcome<unknown>): CheckFinding {
  switch (error?.code) {
    case 'unavailable':
    case 'deadline_exceeded':
    case 'protocol':
      return failed('reachable', error, `${endpoint} cannot be reached: ${error.message}.`);
    case 'unimplemented':
      return failed('reachable', error, `${endpoint} does not answer as an Omni.`);
    case 'precondition_failed':
      return failed('reachable', error, `${endpoint} answers, but refuses every call: ${error.message}.`);
    case 'credentials_expired':
    case 'credentials_invalid':
      return unknown('reachable', 'Nothing was sent, since the key cannot sign.', 'See to the key first.');
    default:
      return { subject: 'reachable', status: 'ok', detail: `${endpoint} answers.` };
  }
}

export function identityFinding(
  expected: string,
  { value, error }: Outcome<{ readonly identity: string }>,
): CheckFinding {
  if (value !== undefined) return { subject: 'identity', status: 'ok', detail: `Omni knows us as ${value.identity}.` };
  if (isOmniError(error, 'unauthenticated', 'credentials_expired', 'credentials_invalid'))
    return failed('identity', error, `Omni does not accept the key of ${expected}.`);
  return unknown('identity', 'Omni did not say who we are.', adviceOf(error));
}

export function roleFinding({ value, error }: Outcome<{ readonly role: string }>): CheckFinding {
  if (value === undefined) return unknown('role', 'Omni did not say which role we have.', adviceOf(error));
  if (value.role !== 'None' && value.role !== '')
    return { subject: 'role', status: 'ok', detail: `Our role is ${value.role}.` };
  return {
    subject: 'role',
    status: 'warning',
    detail: 'We have no role, so most calls will be refused.',
    advice: 'Ask an administrator for a role of at least Reader.',
  };
}

interface ServerVersion {
  readonly backendVersion: string;
  readonly instanceName: string;
  readonly backendApiVersion: number;
}

export function versionFinding({ value, error }: Outcome<ServerVersion>): CheckFinding {
  if (value === undefined) return unknown('version', 'Omni did not say its version.', adviceOf(error));
  const { backendVersion, instanceName, backendApiVersion } = value;
  const detail = `${instanceName || 'Omni'} runs ${backendVersion} with version ${backendApiVersion} of the API.`;
  if (!isOlder(backendVersion)) return { subject: 'version', status: 'ok', detail };
  const oldest = OLDEST_KNOWN.join('.');
  return {
    subject: 'version',
    status: 'warning',
    detail,
    advice: `Upgrade Omni to ${oldest} or newer; older releases lack types and calls this library relies on.`,
  };
}

export function clockFinding(aheadMs: number | undefined): CheckFinding {
  const advice = 'Set the clock: signatures are valid for five minutes.';
  if (aheadMs === undefined)
    return unknown(
      'clock',
      'Omni did not say what time it is.',
      'Compare the clock with another one when signatures are refused.',
    );
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const detail = `The clock of this machine is ${seconds} seconds ${aheadMs < 0 ? 'behind' : 'ahead of'} Omni's.`;
  if (Math.abs(aheadMs) >= CLOCK_TOLERANCE_MS) return { subject: 'clock', status: 'failed', detail, advice };
  if (Math.abs(aheadMs) >= CLOCK_TOLERANCE_MS / 2) return { subject: 'clock', status: 'warning', detail, advice };
  return { subject: 'clock', status: 'ok', detail };
}

export function keyFinding({ identity, key: { expires } }: Credentials, now: number): CheckFinding {
  if (expires === undefined) return { subject: 'key', status: 'ok', detail: 'The key does not expire.' };
  const isPerson = identity.includes('@') && !SERVICE_ACCOUNT.test(identity);
  const advice = isPerson ? 'Log in again.' : 'Renew the service account and store the new key.';
  const leftMs = expires.getTime() - now;
  if (leftMs <= 0)
    return { subject: 'key', status: 'failed', detail: `The key expired on ${expires.toISOString()}.`, advice };
  const detail = `The key is valid until ${expires.toISOString()}.`;
  const isEnding = leftMs < (isPerson ? PERSON_WARNING_MS : SERVICE_ACCOUNT_WARNING_MS);
  return isEnding ? { subject: 'key', status: 'warning', detail, advice } : { subject: 'key', status: 'ok', detail };
}

function isOlder(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  // Development builds have names of their own, and are new.
  if (major === undefined || minor === undefined) return false;
  return Number(major) < OLDEST_KNOWN[0] || (Number(major) === OLDEST_KNOWN[0] && Number(minor) < OLDEST_KNOWN[1]);
}

function failed(subject: CheckSubject, error: OmniError, detail: string): CheckFinding {
  return { subject, status: 'failed', detail, advice: adviceOf(error) };
}

function unknown(subject: CheckSubject, detail: string, advice: string): CheckFinding {
  return { subject, status: 'unknown', detail, advice };
}

function adviceOf(error: OmniError | undefined): string {
  return error?.hint ?? 'See what was found before, then check again.';
}
