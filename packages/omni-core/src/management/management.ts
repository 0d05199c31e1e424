import type { CallOptions } from '../transport/call-options.ts';
import type { Transport } from '../transport/transport.ts';
import { managementService } from '../wire/services.ts';
import { type KubeconfigKind, kubeconfigRequest } from './kubeconfig-request.ts';
import { ManagementCaller } from './management-call.ts';
import { ServiceAccounts } from './service-accounts.ts';

export type KubeconfigOptions = CallOptions & KubeconfigKind;

export interface TalosconfigOptions extends CallOptions {
  /** @default a configuration for the whole instance */
  readonly cluster?: string;
  /**
   * A client certificate for the cluster itself instead of access through Omni. Marks the cluster as tainted and needs
   * the role Admin and a server feature. @default false
   */
  readonly breakGlass?: boolean;
}

export interface ManagementOptions {
  /** Refuse, before anything is sent, what changes something or hands out a credential. @default false */
  readonly readOnly?: boolean;
}

/** Omni's management service: access configurations and service accounts. */
export class Management {
  readonly serviceAccounts: ServiceAccounts;
  readonly #caller: ManagementCaller;

  constructor(transport: Transport, { readOnly = false }: ManagementOptions = {}) {
    this.#caller = new ManagementCaller(transport, readOnly);
    this.serviceAccounts = new ServiceAccounts(this.#caller);
  }

  /**
   * A kubeconfig for a cluster, as YAML. The default kind holds no secret and lets kubectl log in with a browser.
   * A read-only client refuses the kinds that contain a credential.
   *
   * @throws {OmniError} `not_found`, `access_denied`, `invalid_argument`, `read_only`
   */
  async kubeconfig(cluster: string, options: KubeconfigOptions = {}): Promise<string> {
    const request = kubeconfigRequest(options);
    const writes = options.mode === 'service-account' || options.mode === 'break-glass';
    const call = { ...callOptions(options), cluster, writes, subject: `kubeconfig of cluster ${cluster}` };
    const { kubeconfig } = await this.#caller.unary(managementService.kubeconfig, request, call);
    return text(kubeconfig);
  }

  /**
   * A talosconfig, as YAML. Without `breakGlass` it holds no secret: Talos calls go through Omni and are signed.
   * @throws {OmniError} `not_found`, `access_denied`, `read_only`
   */
  async talosconfig(options: TalosconfigOptions = {}): Promise<string> {
    const { cluster, breakGlass = false } = options;
    const { talosconfig } = await this.#caller.unary(
      managementService.talosconfig,
      { breakGlass },
      {
        ...callOptions(options),
        ...(cluster === undefined ? {} : { cluster }),
        writes: breakGlass,
        subject: cluster === undefined ? 'talosconfig' : `talosconfig of cluster ${cluster}`,
      },
    );
    return text(talosconfig);
  }

  /** The omnictl configuration for the identity of this client, as YAML. It holds no secret. */
  async omniconfig(options: CallOptions = {}): Promise<string> {
    const call = { ...options, subject: 'omniconfig' };
    const { omniconfig } = await this.#caller.unary(managementService.omniconfig, {}, call);
    return text(omniconfig);
  }
}

function callOptions({ signal, timeoutMs }: CallOptions): CallOptions {
  return { ...(signal === undefined ? {} : { signal }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
