import type { IssuedServiceAccountKey, KeyLifetime, ServiceAccounts } from '../management/service-accounts.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';

/** A provider of machines, and how it does. */
export interface InfraProvider {
  readonly id: string;
  /** What the provider calls itself; empty until it has connected once. */
  readonly name: string;
  readonly description: string;
  /** Empty from Omni before 1.10. */
  readonly version: string;
  readonly connected: boolean;
  /** Why it does not work; empty when it does. */
  readonly error: string;
}

/** Programs that make machines for this Omni, each with a service account of its own. Needs the role Admin. */
export class InfraProviders {
  readonly #state: State;
  readonly #serviceAccounts: ServiceAccounts;

  constructor(state: State, serviceAccounts: ServiceAccounts) {
    this.#state = state;
    this.#serviceAccounts = serviceAccounts;
  }

  /** Every registered provider. */
  async list(options: CallOptions = {}): Promise<readonly InfraProvider[]> {
    const providers = await this.#state.list(types.InfraProviderCombinedStatus, options);
    return providers.map(({ metadata: { id }, spec: { name, description, version, health } }) => ({
      id,
      name,
      description,
      version,
      connected: health?.connected ?? false,
      error: health?.error ?? '',
    }));
  }

  /**
   * Registers a provider and makes its first key. When the account cannot be made, the provider is removed again.
   * @throws {OmniError} `already_exists`, `invalid_argument`, `access_denied`, `read_only`
   */
  async create(name: string, options: CallOptions & KeyLifetime = {}): Promise<IssuedServiceAccountKey> {
    const { lifetimeMs, ...call } = options;
    await this.#state.create(newResource(types.InfraProvider, { id: name }), call);
    try {
      return await this.#serviceAccounts.create(accountOf(name), { ...options, role: 'InfraProvider' });
    } catch (error) {
      // Without the caller's signal: it may be what failed. The first error is the one worth telling.
      await this.#state.teardownAndDestroy(types.InfraProvider, name, { timeoutMs: 10_000 }).catch(() => {});
      throw error;
    }
  }

  /** Adds one more key; the older ones stay valid until they expire. @throws {OmniError} `not_found`, `read_only` */
  async renewKey(name: string, options: CallOptions & KeyLifetime = {}): Promise<IssuedServiceAccountKey> {
    return this.#serviceAccounts.renew(accountOf(name), options);
  }

  /**
   * Removes the provider, as omnictl does. Its service account `infra-provider:<name>` is not touched by this call:
   * destroy it too when no key of it shall work any more. Missing is success.
   * @throws {OmniError} `read_only`
   */
  async delete(name: string, options: CallOptions = {}): Promise<void> {
    await this.#state.teardownAndDestroy(types.InfraProvider, name, options);
  }
}

function accountOf(provider: string): string {
  return `infra-provider:${provider}`;
}
