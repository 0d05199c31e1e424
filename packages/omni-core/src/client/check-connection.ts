import type { Credentials } from '../auth/credentials.ts';
import { isOmniError, OmniError } from '../errors/omni-error.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import {
  clockFinding,
  identityFinding,
  keyFinding,
  type Outcome,
  reachableFinding,
  roleFinding,
  versionFinding,
} from './check-findings.ts';
import type { CheckFinding, ConnectionCheck } from './connection-check.ts';

export interface CheckedConnection {
  readonly endpoint: string;
  readonly state: Pick<State, 'get'>;
  /** Asked after the calls, which may have renewed them. */
  readonly credentials: () => Credentials;
  /** Asked after the calls. See `Connection.clockAheadMs`. */
  readonly clockAheadMs: () => number | undefined;
  /** Whether the HTTP gateway of the same Omni answers; asked when gRPC does not. @default there is no other way */
  readonly gatewayAnswers?: (call: CallOptions) => Promise<boolean>;
}

/** Long enough for a slow link, short enough for somebody who waits for the answer. */
const CHECK_TIMEOUT_MS = 10_000;

/** What calls end with that nobody has answered. */
const UNREACHED = ['unavailable', 'deadline_exceeded', 'protocol'] as const;

/** Finds out what stands between this client and its Omni. Never rejects for what it finds. */
export async function checkConnection(
  connection: CheckedConnection,
  options: CallOptions = {},
): Promise<ConnectionCheck> {
  const { endpoint, state } = connection;
  const call = { timeoutMs: CHECK_TIMEOUT_MS, ...options };
  const [user, version] = await Promise.all([
    attempt(async () => (await state.get(types.CurrentUser, 'current', call)).spec),
    attempt(async () => (await state.get(types.SysVersion, 'current', call)).spec),
  ]);
  const reachable = reachableFinding(endpoint, user);
  const credentials = connection.credentials();
  const findings: readonly CheckFinding[] = [
    isOmniError(user.error, ...UNREACHED) ? await withOtherWay(reachable, connection, call) : reachable,
    identityFinding(credentials.identity, user),
    roleFinding(user),
    versionFinding(version),
    clockFinding(connection.clockAheadMs()),
    keyFinding(credentials, Date.now()),
  ];
  return { ok: findings.every(({ status }) => status !== 'failed'), findings };
}

async function attempt<T>(read: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (isOmniError(error, 'cancelled', 'closed') || !(error instanceof OmniError)) throw error;
    return { error };
  }
}

/** Proxies and load balancers that know no HTTP/2 are common, and look like a server that is away. */
async function withOtherWay(
  finding: CheckFinding,
  { gatewayAnswers }: CheckedConnection,
  call: CallOptions,
): Promise<CheckFinding> {
  if (gatewayAnswers === undefined || !(await gatewayAnswers(call))) return finding;
  return {
    ...finding,
    detail: `${finding.detail} The HTTP gateway answers, so HTTP/2 does not get through.`,
    advice: "Create the client with transport: 'http', or let whatever is in between pass HTTP/2.",
  };
}
