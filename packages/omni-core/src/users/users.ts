import { ManagementCaller } from '../management/management-call.ts';
import { type Role, ServiceAccounts } from '../management/service-accounts.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { Transport } from '../transport/transport.ts';
import { authService, managementService } from '../wire/services.ts';

/** A person who may log in. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly samlLabels: Readonly<Record<string, string>>;
  /** When the user last did something, in the server's words; empty when never, or when the server does not say. */
  readonly lastActive: string;
}

/** People and service accounts of an Omni. All calls need the role Admin; those about people need Omni 1.6. */
export class Users {
  readonly serviceAccounts: ServiceAccounts;
  readonly #caller: ManagementCaller;

  /** @internal Every {@link OmniClient} has one. */
  constructor(transport: Transport, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.#caller = new ManagementCaller(transport, readOnly);
    this.serviceAccounts = new ServiceAccounts(this.#caller);
  }

  /** Every person who may log in. Service accounts are not among them. */
  async list(options: CallOptions = {}): Promise<readonly User[]> {
    const { users } = await this.#caller.unary(managementService.listUsers, {}, { ...options, subject: 'users' });
    return users;
  }

  /**
   * Lets a person log in.
   * @returns the id of the new user
   */
  async create(email: string, role: Role, options: CallOptions = {}): Promise<string> {
    const { userId } = await this.#caller.unary(managementService.createUser, { email, role }, write(email, options));
    return userId;
  }

  /**
   * Gives a person another role.
   * @throws {OmniError} `not_found`; `invalid_argument` for one's own account
   */
  async setRole(email: string, role: Role, options: CallOptions = {}): Promise<void> {
    await this.#caller.unary(managementService.updateUser, { email, role }, write(email, options));
  }

  /**
   * Makes Omni refuse a key of one's own from now on, as after a login that is no longer wanted.
   * @param keyId the key's fingerprint
   * @throws {OmniError} `not_found`, `access_denied`
   */
  async revokeKey(keyId: string, options: CallOptions = {}): Promise<void> {
    const call = { ...options, writes: true, subject: `key ${keyId}` };
    await this.#caller.unary(authService.revokePublicKey, { publicKeyId: keyId }, call);
  }

  /** Removes the user with all keys. @throws {OmniError} `not_found`; `invalid_argument` for one's own account */
  async destroy(email: string, options: CallOptions = {}): Promise<void> {
    await this.#caller.unary(managementService.destroyUser, { email }, write(email, options));
  }
}

function write(email: string, options: CallOptions) {
  return { ...options, writes: true, subject: `user ${email}` };
}
