import { createServiceAccountKey } from '../auth/create-service-account-key.ts';
import { dateOf } from '../resources/timestamp.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { managementService } from '../wire/services.ts';
import type { ManagementCaller } from './management-call.ts';

/** Omni's roles, weakest first. `Auditor` exists since Omni 1.10. */
export type Role = 'None' | 'InfraProvider' | 'Reader' | 'Auditor' | 'Operator' | 'Admin';

/** One registered key. */
export interface ServiceAccountKeyInfo {
  readonly id: string;
  readonly created: Date;
  readonly expires: Date;
  /** `undefined` when it was never used, or the server is too old to say. */
  readonly lastUsed: Date | undefined;
}

/** A service account and its keys. */
export interface ServiceAccount {
  /** Short name, e.g. `automation` or `infra-provider:qemu`. */
  readonly name: string;
  readonly role: string;
  readonly keys: readonly ServiceAccountKeyInfo[];
}

/** How long a key is valid. */
export interface KeyLifetime {
  /** How long the key is valid, in milliseconds; at most 365 days. @default 365 days */
  readonly lifetimeMs?: number;
}

/** What the new account may do, and how long its first key is valid. */
export interface CreateServiceAccountOptions extends CallOptions, KeyLifetime {
  readonly role: Role;
}

/** A freshly registered key; the private half exists only here. */
export interface IssuedServiceAccountKey {
  readonly name: string;
  /** Value for `OMNI_SERVICE_ACCOUNT_KEY`. Secret, and not available again. */
  readonly serviceAccountKey: string;
  readonly keyId: string;
  readonly expires: Date;
}

/** Service accounts of an Omni. All calls need the role Admin. */
export class ServiceAccounts {
  readonly #caller: ManagementCaller;

  /** @internal */
  constructor(caller: ManagementCaller) {
    this.#caller = caller;
  }

  /** Every service account. Needs the role Admin. */
  async list(options: CallOptions = {}): Promise<readonly ServiceAccount[]> {
    const { serviceAccounts } = await this.#caller.unary(
      managementService.listServiceAccounts,
      {},
      { ...options, subject: 'service accounts' },
    );
    return serviceAccounts.map(({ name, role, pgpPublicKeys }) => ({
      name,
      role,
      keys: pgpPublicKeys.map(({ id, created, expiration, lastUsed }) => ({
        id,
        created: dateOf(created),
        expires: dateOf(expiration),
        lastUsed: lastUsed && dateOf(lastUsed),
      })),
    }));
  }

  /**
   * Makes an account and its first key.
   * @throws {OmniError} `already_exists`, `invalid_argument`, `access_denied`
   */
  async create(name: string, options: CreateServiceAccountOptions): Promise<IssuedServiceAccountKey> {
    return this.#issue(name, options, async (armoredPgpPublicKey) => {
      const { publicKeyId } = await this.#caller.unary(
        managementService.createServiceAccount,
        // useUserRole would mean Admin, whatever its name suggests.
        { name, armoredPgpPublicKey, useUserRole: false, role: options.role },
        this.#write(name, options),
      );
      return publicKeyId;
    });
  }

  /** Adds one more key; the older ones stay valid until they expire. @throws {OmniError} `not_found` */
  async renew(name: string, options: CallOptions & KeyLifetime = {}): Promise<IssuedServiceAccountKey> {
    return this.#issue(name, options, async (armoredPgpPublicKey) => {
      const { publicKeyId } = await this.#caller.unary(
        managementService.renewServiceAccount,
        { name, armoredPgpPublicKey },
        this.#write(name, options),
      );
      return publicKeyId;
    });
  }

  /** Removes the account with all its keys. @throws {OmniError} `not_found`; `invalid_argument` for one's own */
  async destroy(name: string, options: CallOptions = {}): Promise<void> {
    await this.#caller.unary(managementService.destroyServiceAccount, { name }, this.#write(name, options));
  }

  async #issue(
    name: string,
    { lifetimeMs }: KeyLifetime,
    register: (armoredPublicKey: string) => Promise<string>,
  ): Promise<IssuedServiceAccountKey> {
    this.#caller.expectWritable(`service account ${name}`);
    const made = await createServiceAccountKey({ name, ...(lifetimeMs === undefined ? {} : { lifetimeMs }) });
    const keyId = await register(made.armoredPublicKey);
    return { name, serviceAccountKey: made.serviceAccountKey, keyId, expires: made.expires };
  }

  #write(name: string, { signal, timeoutMs }: CallOptions) {
    return {
      subject: `service account ${name}`,
      writes: true,
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
  }
}
