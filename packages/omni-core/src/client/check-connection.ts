import type { Credentials } from '../auth/credentials.ts';
import { isOmniError, OmniError } from '../errors/omni-error.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { CheckFinding, ConnectionCheck } from './connection-check.ts';

export interface CheckedConnection {
  readonly endpoint: string;
  readonly state: Pick<State, 'get'>;
  readonly credentials: Credentials;
  /** Asked after the calls. See `Connection.clockAheadMs`. */
  readonly clockAheadMs: () => number | undefined;
}

/** Long enough for a slow link, short enough for somebody who waits for the answer. */
const CHECK_TIMEOUT_MS = 10_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Omni refuses signatures that are older or younger than this. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;
const EXPIRY_WARNING_MS = 14 * DAY_MS;

/** Finds out what stands between this client and its Omni. Never rejects for what it finds. */
export async function checkConnection(
  connection: CheckedConnection,
  options: CallOptions = {},
): Promise<ConnectionCheck> {
  const { state, credentials } = connection;
  const call = { timeoutMs: CHECK_TIMEOUT_MS, ...options };
  const [user, version] = await Promise.all([
    attempt(async () => (await state.get(types.CurrentUser, 'current', call)).spec),
    attempt(async () => (await state.get(types.SysVersion, 'current', call)).spec),
  ]);
  const findings: readonly CheckFinding[] = [
    reachable(connection.endpoint, user),
    identity(credentials.identity, user),
    role(user),
    backend(version),
    clock(connection.clockAheadMs()),
    key(credentials.key.expires, Date.now()),
  ];
  return { ok: findings.every(({ status }) => status !== 'failed'), findings };
}

/** What came back, or why nothing did. */
type Outcome<T> = { readonly value: T; readonly error?: never } | { readonly value?: never; readonly error: OmniError };

async function attempt<T>(read: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (isOmniError(error, 'cancelled', 'closed') || !(error instanceof OmniError)) throw error;
    return { error };
  }
}

function reachable(endpoint: string, { error }: Outcome<unknown>): CheckFinding {
  if (isOmniError(error, 'unavailable', 'deadline_exceeded', 'protocol'))
    return failed('reachable', error, `${endpoint} cannot be reached: ${error.message}`);
  if (isOmniError(error, 'unimplemented')) return failed('reachable', error, `${endpoint} does not answer as an Omni`);
  return { subject: 'reachable', status: 'ok', detail: `${endpoint} answers` };
}

function identity(expected: string, { value, error }: Outcome<{ readonly identity: string }>): CheckFinding {
  if (value !== undefined) return { subject: 'identity', status: 'ok', detail: `Omni knows us as ${value.identity}` };
  if (isOmniError(error, 'unauthenticated', 'credentials_expired', 'credentials_invalid'))
    return failed('identity', error, `Omni does not accept the key of ${expected}`);
  return unknown('identity', 'Omni did not say who we are');
}

function role({ value }: Outcome<{ readonly role: string }>): CheckFinding {
  if (value === undefined) return unknown('role', 'Omni did not say which role we have');
  if (value.role !== 'None' && value.role !== '')
    return { subject: 'role', status: 'ok', detail: `Our role is ${value.role}` };
  return {
    subject: 'role',
    status: 'warning',
    detail: 'We have no role, so most calls will be refused',
    advice: 'Ask an administrator for a role of at least Reader.',
  };
}

function backend({ value }: Outcome<{ readonly backendVersion: string; readonly instanceName: string }>): CheckFinding {
  if (value === undefined) return unknown('version', 'Omni did not say its version');
  return { subject: 'version', status: 'ok', detail: `${value.instanceName || 'Omni'} runs ${value.backendVersion}` };
}

function clock(aheadMs: number | undefined): CheckFinding {
  if (aheadMs === undefined) return unknown('clock', 'Omni did not say what time it is');
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const detail = `The clock of this machine is ${seconds} seconds ${aheadMs < 0 ? 'behind' : 'ahead of'} Omni's`;
  const advice = 'Set the clock: signatures are valid for five minutes.';
  if (Math.abs(aheadMs) >= CLOCK_TOLERANCE_MS) return { subject: 'clock', status: 'failed', detail, advice };
  if (Math.abs(aheadMs) >= CLOCK_TOLERANCE_MS / 2) return { subject: 'clock', status: 'warning', detail, advice };
  return { subject: 'clock', status: 'ok', detail };
}

function key(expires: Date | undefined, now: number): CheckFinding {
  if (expires === undefined) return { subject: 'key', status: 'ok', detail: 'The key does not expire' };
  const leftMs = expires.getTime() - now;
  const advice = 'Renew the service account and store the new key.';
  if (leftMs <= 0)
    return { subject: 'key', status: 'failed', detail: `The key expired on ${expires.toISOString()}`, advice };
  const detail = `The key is valid until ${expires.toISOString()}`;
  if (leftMs < EXPIRY_WARNING_MS) return { subject: 'key', status: 'warning', detail, advice };
  return { subject: 'key', status: 'ok', detail };
}

function failed(subject: CheckFinding['subject'], { hint }: OmniError, detail: string): CheckFinding {
  return { subject, status: 'failed', detail, ...(hint !== undefined && { advice: hint }) };
}

function unknown(subject: CheckFinding['subject'], detail: string): CheckFinding {
  return { subject, status: 'unknown', detail };
}
