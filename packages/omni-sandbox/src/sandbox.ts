import { createServiceAccountKey, isLoopback, OmniError, targetForServer } from '@fleetwright/omni-core';
import { pino } from 'pino';
import { DEFAULT_TARGET } from './access/target.ts';
import { AuditLog } from './audit/audit-log.ts';
import { Accounts } from './auth/accounts.ts';
import { Admission } from './auth/admission.ts';
import { Authenticator } from './auth/authenticator.ts';
import { ConfirmationTokens } from './auth/confirmation-tokens.ts';
import type { Role } from './auth/role.ts';
import { UserKeys } from './auth/user-keys.ts';
import { authRoutes } from './auth-service/auth-service.ts';
import { Controllers } from './controllers/controllers.ts';
import { MachineLogs } from './machine-log/machine-logs.ts';
import { AppliedManifests } from './management/bootstrap-manifests.ts';
import { managementRoutes } from './management/management-service.ts';
import { TokenIssuer } from './management/token-issuer.ts';
import { resourceRoutes } from './resource-service/resource-service.ts';
import { ResourceStack } from './resource-stack.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import { SandboxState } from './sandbox-state.ts';
import { seedExtensions } from './seed/extensions.ts';
import { seedJoinTokens } from './seed/join-tokens.ts';
import { numberedMachines, seedMachines } from './seed/machines.ts';
import { seedServerResources } from './seed/server-resources.ts';
import { seedVersions } from './seed/versions.ts';
import { Dispatcher } from './server/dispatcher.ts';
import { Faults } from './server/faults.ts';
import { type Listener, listen } from './server/listener.ts';
import { tlsIdentity } from './server/tls.ts';
import { Encoder } from './state/encoder.ts';
import { GuardedState } from './state/guarded-state.ts';
import { stateRoutes } from './state/state-service.ts';
import { Database } from './store/database.ts';
import { Store } from './store/store.ts';
import { TypedStore } from './store/typed-store.ts';
import { ResourceValidator } from './validation/resource-validator.ts';

/** A running sandbox Omni. Disposing it ends all calls and closes the database. */
export interface Sandbox extends AsyncDisposable {
  /** URL for `OMNI_ENDPOINT`. */
  readonly endpoint: string;
  /** Value for `OMNI_SERVICE_ACCOUNT_KEY` of the initial account, role Admin. Secret. */
  readonly serviceAccountKey: string;
  /** PEM certificate clients must trust, when the server made its own. */
  readonly ca: string | undefined;
  /** The state from the inside. */
  readonly state: SandboxState;
  /** Trouble on demand. */
  readonly faults: Faults;
  /** Registers a service account and returns its key value, like `serviceaccount create`. */
  createAccount(name: string, role: Role): Promise<string>;
  /**
   * Stands in for a login in the browser: `authorization: Bearer <token>` on `auth.AuthService/ConfirmPublicKey`
   * confirms a key that was registered for this email. Good for a day. Secret.
   */
  confirmationToken(email: string): Promise<string>;
}

/** Name of the account every sandbox starts with. */
const INITIAL_ACCOUNT = 'sandbox';
const INITIAL_KEY_SETTING = 'initial-service-account-key';
const DEFAULT_MACHINES = 10;
const DEFAULT_TICK_MS = 100;

/**
 * Starts a server that speaks Omni's API.
 *
 * @throws {OmniError} `configuration_invalid` for a host others can reach without `allowRemote`, unreadable TLS files
 *   or an unusable data file; `unavailable` when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, allowRemote = false, clock = () => new Date() } = options;
  const { target = DEFAULT_TARGET, instanceName = 'sandbox', logger = pino({ level: 'silent' }) } = options;
  const { machines = DEFAULT_MACHINES } = options.seed ?? {};
  if (!allowRemote) requireLoopback(host);

  await using resources = new ResourceStack();
  const tls = options.tls === undefined ? undefined : await tlsIdentity(options.tls, host, clock());
  const database = options.data === undefined ? undefined : resources.use(openDatabase(options.data));
  const store = new TypedStore(new Store({ clock, ...(database !== undefined && { database }) }), clock);
  store.store.batch(() => {
    seedServerResources(store, { target, instanceName, eulaAccepted: options.eula !== 'pending' });
    seedVersions(store);
    seedExtensions(store);
    seedJoinTokens(store);
    seedMachines(store, typeof machines === 'number' ? numberedMachines(machines) : machines);
  });
  const accounts = new Accounts(store);
  for (const { email, role } of options.users ?? []) accounts.ensureUser(email, role);
  const serviceAccountKey = await initialKey(accounts, database);

  const faults = new Faults();
  let listener: Listener | undefined;
  const endpoint = () => listener?.endpoint ?? '';
  const logins = new ConfirmationTokens(clock);
  const authenticator = new Authenticator(store, accounts);
  const dispatcher = new Dispatcher(new Admission({ store, authenticator, tokens: logins, endpoint }), faults, logger);
  const rules = targetForServer(target.version);
  const encoder = new Encoder(rules, options.zstdDictionary);
  const validator = options.validation === false ? undefined : new ResourceValidator(store, rules);
  const audit = new AuditLog({ clock });
  const state = new GuardedState(store, { target, endpoint, encoder, validator, audit });
  const machineLogs = resources.use(new MachineLogs(store));
  const manifests = resources.use(new AppliedManifests(store));
  const tokens = new TokenIssuer(store, database);
  const routes = [
    ...stateRoutes(state, encoder),
    ...resourceRoutes(state),
    ...authRoutes({ keys: new UserKeys(store), endpoint }),
    ...managementRoutes({ store, accounts, tokens, audit, machineLogs, manifests, rules, instanceName, endpoint }),
  ];
  listener = resources.use(await listen(routes, dispatcher, { host, port, tls }));

  const { enabled = true, tickMs = DEFAULT_TICK_MS } = options.controllers ?? {};
  if (enabled) resources.use(new Controllers(store, { tickMs, logger }));

  const owned = resources.move();
  return {
    endpoint: listener.endpoint,
    serviceAccountKey,
    ca: tls?.ca,
    state: new SandboxState(store),
    faults,
    confirmationToken: (email) => logins.issue(email),
    createAccount: (name, role) => createAccount(accounts, name, role),
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

function requireLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new OmniError('configuration_invalid', `${host} is an address other machines may reach`, {
    hint: 'Listen on 127.0.0.1, or allow remote access explicitly (--allow-remote).',
  });
}

function openDatabase(path: string): Database {
  try {
    return new Database(path);
  } catch (cause) {
    throw new OmniError('configuration_invalid', `cannot use ${path} as the sandbox's data file`, {
      cause,
      hint: 'Name a new file, or one an omni-sandbox made, in a directory that exists.',
    });
  }
}

/** The initial account is made once; a data file remembers its key. */
async function initialKey(accounts: Accounts, database: Database | undefined): Promise<string> {
  const kept = database?.setting(INITIAL_KEY_SETTING);
  if (kept !== undefined) return kept;
  const value = await createAccount(accounts, INITIAL_ACCOUNT, 'Admin');
  database?.saveSetting(INITIAL_KEY_SETTING, value);
  return value;
}

async function createAccount(accounts: Accounts, name: string, role: Role): Promise<string> {
  const key = await createServiceAccountKey({ name });
  await accounts.createServiceAccount(name, role, key.armoredPublicKey);
  return key.serviceAccountKey;
}
