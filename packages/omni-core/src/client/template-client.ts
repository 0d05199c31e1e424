import { createRequestSigner } from '../auth/request-signer.ts';
import type { State } from '../state/state.ts';
import { StateClient } from '../state/state-client.ts';
import { observeTransport } from '../telemetry/observe-transport.ts';
import { Templates } from '../templates/templates.ts';
import type { Transport } from '../transport/transport.ts';
import type { OmniClientOptions } from './client-options.ts';
import { reachOmni } from './reach-omni.ts';

/** Those of an `OmniClient`, without caching, refusing writes and renewing credentials. */
export type TemplateClientOptions = Omit<OmniClientOptions, 'cache' | 'readOnly' | 'renewCredentials'>;

/**
 * What syncing templates needs of an Omni, and nothing else of an `OmniClient`: for bundles that have to be small.
 * Close it with `await using` or `[Symbol.asyncDispose]()`.
 */
export class TemplateClient implements AsyncDisposable {
  readonly endpoint: string;
  /** Who signs: the service account's short name or the user's address. */
  readonly identity: string;
  /** Every resource type, by type: get, list, watch, create, update, delete. */
  readonly resources: State;
  /** Cluster templates: plan, apply, sync, delete. */
  readonly templates: Templates;
  readonly #transport: Transport;

  /**
   * A client for one Omni; sends nothing yet.
   * @throws {OmniError} `configuration_invalid` for an unusable endpoint or certificate
   */
  constructor(options: TemplateClientOptions) {
    const { credentials, timeoutMs, fingerprintKey } = options;
    const { endpoint, transport } = reachOmni(options, createRequestSigner(credentials));
    this.endpoint = endpoint.url;
    this.identity = credentials.identity;
    this.#transport = observeTransport(transport, endpoint, options);
    this.resources = new StateClient(this.#transport, timeoutMs === undefined ? {} : { timeoutMs });
    this.templates = new Templates(this.resources, { fingerprintKey });
  }

  /** Cancels what is still running and closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }
}
