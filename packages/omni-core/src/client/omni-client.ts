import { Clusters } from '../clusters/clusters.ts';
import { credentialsFromEnvironment, type Environment, endpointFromEnvironment } from '../config/environment.ts';
import { Fleet } from '../fleet/fleet.ts';
import { InfraProviders } from '../infra-providers/infra-providers.ts';
import { JoinTokens } from '../join-tokens/join-tokens.ts';
import { Machines } from '../machines/machines.ts';
import { Management } from '../management/management.ts';
import { Media } from '../media/media.ts';
import { CachedState } from '../state/cached-state.ts';
import { ReadCache } from '../state/read-cache.ts';
import { ReadOnlyState } from '../state/read-only-state.ts';
import { StateClient } from '../state/state-client.ts';
import { observeTransport } from '../telemetry/observe-transport.ts';
import { Templates } from '../templates/templates.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { ReadOnlyTransport } from '../transport/read-only-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { WriteNotice } from '../transport/write-notice.ts';
import { Users } from '../users/users.ts';
import { type CheckedConnection, checkConnection } from './check-connection.ts';
import type { OmniClientOptions } from './client-options.ts';
import type { ConnectionCheck } from './connection-check.ts';
import { reachOmni } from './reach-omni.ts';
import { RenewableSigner, type RenewCredentials, RenewingTransport } from './renewing-transport.ts';
import { Resources } from './resources.ts';

/**
 * One Omni, seen by one identity. Connects at the first call; everything it hands out shares that connection.
 * Close it with `await using` or `[Symbol.asyncDispose]()`.
 */
export class OmniClient implements AsyncDisposable {
  readonly endpoint: string;
  /** Who signs: the service account's short name or the user's address. */
  readonly identity: string;
  readonly readOnly: boolean;
  /** Every resource type: get, list, watch, create, update, apply, delete. */
  readonly resources: Resources;
  /** Cluster templates: plan, apply, sync, delete. */
  readonly templates: Templates;
  /** Many clusters at once. */
  readonly fleet: Fleet;
  readonly clusters: Clusters;
  /** Machines, in clusters and free. */
  readonly machines: Machines;
  /** What machines boot to join. */
  readonly media: Media;
  readonly management: Management;
  /** People and service accounts. */
  readonly users: Users;
  /** Tokens with which machines join. */
  readonly joinTokens: JoinTokens;
  /** Programs that make machines. */
  readonly infraProviders: InfraProviders;
  readonly #transport: Transport;
  readonly #connection: CheckedConnection;

  /**
   * A client for one Omni; sends nothing yet.
   * @throws {OmniError} `configuration_invalid` for an unusable endpoint, certificate or limit of the cache
   */
  constructor(options: OmniClientOptions) {
    const { credentials, renewCredentials, readOnly = false, timeoutMs } = options;
    const signer = new RenewableSigner(credentials);
    const { endpoint, connection, transport } = reachOmni(options, signer);
    this.endpoint = endpoint.url;
    this.identity = credentials.identity;
    this.readOnly = readOnly;
    const cache = options.cache === undefined ? undefined : new ReadCache(options.cache);
    const renewed =
      renewCredentials === undefined
        ? transport
        : new RenewingTransport(transport, signer, forgetting(cache, renewCredentials));
    const observed = observeTransport(renewed, endpoint, options);
    const guarded = readOnly ? new ReadOnlyTransport(observed) : observed;
    this.#transport = cache === undefined ? guarded : new WriteNotice(guarded, () => cache.clear());
    const state = new StateClient(this.#transport, timeoutMs === undefined ? {} : { timeoutMs });
    const direct = readOnly ? new ReadOnlyState(state) : state;
    const resources = new Resources(direct, { readOnly });
    this.resources =
      cache === undefined ? resources : new Resources(new CachedState(direct, cache), { readOnly, direct });
    this.templates = new Templates(resources, { fingerprintKey: options.fingerprintKey });
    this.fleet = new Fleet(resources, { fingerprintKey: options.fingerprintKey });
    this.management = new Management(this.#transport, { readOnly });
    this.clusters = new Clusters(resources, this.management);
    this.machines = new Machines(resources, this.management);
    this.users = new Users(this.#transport, { readOnly });
    this.media = new Media(resources, this.management);
    this.joinTokens = new JoinTokens(resources, this.management);
    this.infraProviders = new InfraProviders(resources, this.management.serviceAccounts);
    this.#connection = {
      endpoint: endpoint.url,
      state,
      credentials: () => signer.credentials,
      clockAheadMs: () => connection.clockAheadMs,
      ...(options.transport !== 'http' && {
        gatewayAnswers: async (call: CallOptions) => {
          const { gatewayAnswers } = await import('./gateway-answers.ts');
          return gatewayAnswers(options, signer, call);
        },
      }),
    };
  }

  /**
   * A client for the Omni and the service account named by the environment (`OMNI_ENDPOINT`, then
   * `SIDERO_SERVICE_ACCOUNT_KEY` or `OMNI_SERVICE_ACCOUNT_KEY`).
   *
   * @throws {OmniError} `configuration_invalid`, `credentials_invalid`
   */
  static async fromEnvironment(
    env: Environment = process.env,
    overrides: Partial<OmniClientOptions> = {},
  ): Promise<OmniClient> {
    const endpoint = overrides.endpoint ?? endpointFromEnvironment(env);
    const credentials = overrides.credentials ?? (await credentialsFromEnvironment(env));
    return new OmniClient({ ...overrides, endpoint, credentials });
  }

  /**
   * Whether Omni can be reached, its version, and what is wrong with clock, identity, role or key, each with what to do.
   * Resolves whatever it finds; a call takes ten seconds at most unless `timeoutMs` says otherwise.
   * @throws {OmniError} `cancelled`, `closed`
   */
  check(options: CallOptions = {}): Promise<ConnectionCheck> {
    return checkConnection(this.#connection, options);
  }

  /** Cancels what is still running and closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }
}

/** New credentials may be somebody else's, who may not see the same. */
function forgetting(cache: ReadCache | undefined, renew: RenewCredentials): RenewCredentials {
  if (cache === undefined) return renew;
  return async (...given) => {
    const credentials = await renew(...given);
    cache.clear();
    return credentials;
  };
}
