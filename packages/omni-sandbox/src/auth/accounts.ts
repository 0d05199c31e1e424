import { randomUUID } from 'node:crypto';
import { dateOf, timestampOf, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { StatusError } from '../status/status-error.ts';
import type { Timestamp } from '../store/stored-resource.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import { serviceAccountIdentity, shortName } from './identity.ts';
import { type PublicKey, readNewKey } from './public-key.ts';
import { type Caller, parseRole, type Role } from './role.ts';

const DAY_MS = 24 * 3_600_000;
/** Longest lifetime of a service account's key. */
export const MAX_KEY_LIFETIME_MS = 365 * DAY_MS;

/** Label that ties identities and keys to their user. */
export const USER_ID = 'user-id';
const SERVICE_ACCOUNT = 'type-service-account';

/** One key of an account, as lists show it. */
export interface AccountKey {
  readonly id: string;
  readonly armored: string;
  readonly expiration: Timestamp;
  readonly created: Timestamp;
  readonly lastUsed: Timestamp | undefined;
}

export interface Account {
  readonly identity: string;
  /** Short name of a service account, the email of a user. */
  readonly name: string;
  readonly userId: string;
  readonly role: Role;
  readonly keys: readonly AccountKey[];
}

/** Users, service accounts and their keys. They are resources (`Users`, `Identities`, `PublicKeys`) as in Omni. */
export class Accounts {
  readonly #store: TypedStore;

  constructor(store: TypedStore) {
    this.#store = store;
  }

  /**
   * Registers a service account with its first key.
   * @returns the key's id
   * @throws {StatusError} ALREADY_EXISTS, INVALID_ARGUMENT (name, role, key)
   */
  async createServiceAccount(name: string, role: Role, armoredKey: string): Promise<string> {
    const identity = serviceAccountIdentity(name);
    if (name.startsWith('infra-provider:') !== (role === 'InfraProvider')) {
      throw new StatusError('INVALID_ARGUMENT', `role "${role}" cannot be given to service account "${name}"`);
    }
    const key = await this.#readKey(armoredKey);
    if (this.#store.find(types.Identity, identity) !== undefined) {
      throw new StatusError('ALREADY_EXISTS', `service account ${identity} already exists`);
    }
    const userId = this.#createUser(identity, role, { [SERVICE_ACCOUNT]: '' });
    return this.#register(identity, userId, role, key, armoredKey);
  }

  /**
   * Adds a key; older ones stay valid until they expire.
   * @throws {StatusError} UNKNOWN for an unknown account (Omni lets the raw error out), INVALID_ARGUMENT (key)
   */
  async addServiceAccountKey(name: string, armoredKey: string): Promise<string> {
    const identity = serviceAccountIdentity(name);
    const key = await this.#readKey(armoredKey);
    const account = this.#store.find(types.Identity, identity);
    const user = account && this.#store.find(types.User, account.spec.userId);
    if (account === undefined || user === undefined) {
      throw new StatusError('UNKNOWN', `resource ${types.Identity.type}(default/${identity}@undefined) doesn't exist`);
    }
    return this.#register(identity, account.spec.userId, parseRole(user.spec.role), key, armoredKey);
  }

  /**
   * @returns the user's id
   * @throws {StatusError} UNKNOWN for a duplicate (a raw error in Omni), INVALID_ARGUMENT (email, role)
   */
  createUser(email: string, role: Role): string {
    const identity = email.toLowerCase();
    if (!isEmail(identity)) throw new StatusError('INVALID_ARGUMENT', `invalid email: "${email}"`);
    if (this.#store.find(types.Identity, identity) !== undefined) {
      throw new StatusError('UNKNOWN', `identity with email "${identity}" already exists`);
    }
    return this.#createUser(identity, role, {});
  }

  /** Creates a user, or gives one that exists this role. @throws {StatusError} INVALID_ARGUMENT (email) */
  ensureUser(email: string, role: Role): void {
    const identity = this.#store.find(types.Identity, email.toLowerCase());
    if (identity === undefined) this.createUser(email, role);
    else this.#store.put(types.User, identity.spec.userId, { spec: { role } });
  }

  /** @throws {StatusError} NOT_FOUND; INVALID_ARGUMENT for the caller's own account */
  setUserRole(caller: Caller, email: string, role: Role): void {
    const account = this.#existing(email.toLowerCase(), 'user');
    refuseOwn(caller, account.resource.id, 'update');
    this.#store.put(types.User, account.spec.userId, { spec: { role } });
  }

  /** Removes account, user and keys. @throws {StatusError} NOT_FOUND; INVALID_ARGUMENT for the caller's own account */
  remove(caller: Caller, identity: string, noun: 'user' | 'service account'): void {
    const account = this.#existing(identity, noun);
    refuseOwn(caller, identity, 'delete');
    for (const { resource } of this.#store.list(types.PublicKey, { labels: { [USER_ID]: account.spec.userId } })) {
      this.#store.remove(types.PublicKey, resource.id);
    }
    this.#store.remove(types.Identity, identity);
    this.#store.remove(types.User, account.spec.userId);
  }

  serviceAccounts(): Account[] {
    return this.#accounts(isServiceAccount);
  }

  users(): Account[] {
    return this.#accounts((labels) => !isServiceAccount(labels));
  }

  /** Notes that a key was used; kept to the second, so that busy callers do not write with every call. */
  touch(fingerprint: string, identity: string): void {
    const lastUsed = { seconds: timestampOf(this.#store.now()).seconds, nanos: 0 };
    this.#store.put(types.PublicKeyLastActive, fingerprint, { labels: { identity }, spec: { lastUsed } });
  }

  #readKey(armored: string): Promise<PublicKey> {
    return readNewKey(armored, { maxLifetimeMs: MAX_KEY_LIFETIME_MS, now: this.#store.now() });
  }

  #createUser(identity: string, role: Role, labels: Readonly<Record<string, string>>): string {
    const userId = randomUUID();
    this.#store.put(types.User, userId, { spec: { role } });
    this.#store.put(types.Identity, identity, { labels: { ...labels, [USER_ID]: userId }, spec: { userId } });
    return userId;
  }

  #register(identity: string, userId: string, role: Role, key: PublicKey, armored: string): string {
    this.#store.put(types.PublicKey, key.fingerprint, {
      labels: { [USER_ID]: userId },
      spec: {
        publicKey: Buffer.from(armored),
        expiration: timestampOf(key.expires),
        confirmed: true,
        identity: { email: identity },
        role,
        type: specs.PublicKeySpec.Type.PGP,
      },
    });
    return key.fingerprint;
  }

  #existing(identity: string, noun: string): Typed<{ userId: string }> {
    const account = this.#store.find(types.Identity, identity);
    if (account === undefined) throw new StatusError('NOT_FOUND', `${noun} "${identity}" not found`);
    return account;
  }

  #accounts(wanted: (labels: Readonly<Record<string, string>>) => boolean): Account[] {
    const identities = this.#store.list(types.Identity).filter(({ resource }) => wanted(resource.labels));
    return identities.map(({ resource, spec }) => ({
      identity: resource.id,
      name: shortName(resource.id),
      userId: spec.userId,
      role: parseRole(this.#store.find(types.User, spec.userId)?.spec.role ?? 'None'),
      keys: this.#keys(spec.userId),
    }));
  }

  #keys(userId: string): AccountKey[] {
    const keys = this.#store.list(types.PublicKey, { labels: { [USER_ID]: userId } });
    return keys
      .map(({ resource, spec }) => ({
        id: resource.id,
        armored: Buffer.from(spec.publicKey).toString(),
        expiration: spec.expiration ?? timestampOf(new Date(0)),
        created: resource.created,
        lastUsed: this.#store.find(types.PublicKeyLastActive, resource.id)?.spec.lastUsed,
      }))
      .sort((left, right) => dateOf(left.created).getTime() - dateOf(right.created).getTime());
  }
}

/** Whether a text can be the name of a user. */
export function isEmail(text: string): boolean {
  return /^[^@\s]+@[^@\s]+$/.test(text);
}

/** Whether the labels are those of a service account's identity. */
export function isServiceAccount(labels: Readonly<Record<string, string>>): boolean {
  return SERVICE_ACCOUNT in labels;
}

function refuseOwn(caller: Caller, identity: string, verb: string): void {
  if (caller.identity === identity) throw new StatusError('INVALID_ARGUMENT', `cannot ${verb} your own account`);
}
