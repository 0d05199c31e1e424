import { timestampOf, types } from '@fleetwright/omni-core';
import { type auth, specs } from '@fleetwright/omni-core/wire';
import { StatusError } from '../status/status-error.ts';
import { notFound } from '../store/state-errors.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import { isServiceAccount, USER_ID } from './accounts.ts';
import { readNewPlainKey, storedPlainKey } from './plain-key.ts';
import { type PublicKey, readNewKey } from './public-key.ts';
import { type Caller, parseRole } from './role.ts';

/** Longest lifetime of a person's key. */
const MAX_KEY_LIFETIME_MS = 8 * 3_600_000;
const MAX_WAIT_MS = 5 * 60_000;

/** What a key shall be allowed, at most; the role of its user is the limit at every call. */
export interface KeyRole {
  readonly role: string;
  /** Whether {@link role} counts; otherwise the key gets the role its user has now. */
  readonly skipUserRole: boolean;
}

/** Keys people register for themselves: handed in, confirmed after a login, used, revoked. */
export class UserKeys {
  readonly #store: TypedStore;

  constructor(store: TypedStore) {
    this.#store = store;
  }

  /**
   * Takes a key that waits for confirmation. Nobody learns here which emails exist: an unknown one gets the same
   * answer, and a key that is in use stays as it is.
   *
   * @returns the key's id
   * @throws {StatusError} INVALID_ARGUMENT (key, role), UNIMPLEMENTED (WebAuthn)
   */
  async register(key: auth.PublicKey | undefined, email: string, keyRole: KeyRole): Promise<string> {
    const { parsed, ...stored } = await this.#read(key);
    const role = keyRole.skipUserRole ? parseRole(keyRole.role) : undefined;
    const account = this.#store.find(types.Identity, email);
    if (account === undefined || isServiceAccount(account.resource.labels)) return parsed.fingerprint;
    if (this.#store.find(types.PublicKey, parsed.fingerprint)?.spec.confirmed === true) return parsed.fingerprint;

    const { userId } = account.spec;
    this.#store.put(types.PublicKey, parsed.fingerprint, {
      labels: { [USER_ID]: userId },
      spec: {
        ...stored,
        expiration: timestampOf(parsed.expires),
        confirmed: false,
        identity: { email },
        role: role ?? this.#store.find(types.User, userId)?.spec.role ?? 'None',
      },
    });
    return parsed.fingerprint;
  }

  /**
   * Waits until a key is confirmed, also one that nobody has registered.
   * @throws {StatusError} DEADLINE_EXCEEDED after five minutes, or when `signal` aborts
   */
  async confirmed(id: string, signal: AbortSignal): Promise<void> {
    const isConfirmed = () => this.#store.find(types.PublicKey, id)?.spec.confirmed === true;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => reject(new StatusError('DEADLINE_EXCEEDED', 'context deadline exceeded'));
    const key = { type: types.PublicKey.type, namespace: types.PublicKey.defaultNamespace };
    const stop = this.#store.store.listen(key, () => {
      if (isConfirmed()) resolve();
    });
    const timer = setTimeout(giveUp, MAX_WAIT_MS);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    if (isConfirmed()) resolve();
    try {
      await promise;
    } finally {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Makes a key usable. @throws {StatusError} UNAUTHENTICATED (no login), NOT_FOUND, PERMISSION_DENIED (not theirs) */
  confirm(id: string, { verifiedEmail }: Caller): void {
    if (verifiedEmail === undefined) {
      throw new StatusError('UNAUTHENTICATED', 'unauthenticated: missing verified email');
    }
    const key = this.#get(id);
    if (key.spec.identity?.email !== verifiedEmail) {
      throw new StatusError('PERMISSION_DENIED', 'the public key belongs to another email than the one signed in');
    }
    this.#store.put(types.PublicKey, id, { spec: { ...key.spec, confirmed: true } });
  }

  /** Makes a key useless at once. @throws {StatusError} NOT_FOUND, PERMISSION_DENIED (not the caller's) */
  revoke(id: string, { userId }: Caller): void {
    const { resource } = this.#get(id);
    if (resource.labels[USER_ID] !== userId) {
      throw new StatusError('PERMISSION_DENIED', 'the public key belongs to somebody else');
    }
    this.#store.remove(types.PublicKey, id);
  }

  #get(id: string): Typed<specs.PublicKeySpec> {
    const key = this.#store.find(types.PublicKey, id);
    if (key === undefined) {
      throw notFound({ namespace: types.PublicKey.defaultNamespace, type: types.PublicKey.type, id });
    }
    return key;
  }

  async #read(key: auth.PublicKey | undefined): Promise<{ parsed: PublicKey; publicKey: Uint8Array; type: number }> {
    const rules = { maxLifetimeMs: MAX_KEY_LIFETIME_MS, now: this.#store.now() };
    if (key?.plainKey !== undefined) {
      const parsed = readNewPlainKey(key.plainKey, rules);
      return { parsed, publicKey: storedPlainKey(key.plainKey), type: specs.PublicKeySpec.Type.PLAIN };
    }
    if (key === undefined || key.pgpData.length === 0) {
      if ((key?.webauthnData.length ?? 0) > 0) throw new StatusError('UNIMPLEMENTED', 'webauthn is not supported');
      throw new StatusError('INVALID_ARGUMENT', 'no public key data provided');
    }
    const parsed = await readNewKey(Buffer.from(key.pgpData).toString(), rules);
    return { parsed, publicKey: key.pgpData, type: specs.PublicKeySpec.Type.PGP };
  }
}
