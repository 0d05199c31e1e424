import { dateOf, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { StoredResource } from '../store/stored-resource.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import { type Accounts, USER_ID } from './accounts.ts';
import { readRegisteredPlainKey } from './plain-key.ts';
import { CLOCK_SKEW_MS, type PublicKey, readRegisteredKey } from './public-key.ts';
import { type Caller, lesserRole, parseRole } from './role.ts';
import { invalidSignature, readSignedRequest, type SignedHeaders } from './signed-request.ts';

/** Finds out who makes a call. */
export class Authenticator {
  readonly #store: TypedStore;
  readonly #accounts: Accounts;
  /** Parsed keys. A key that is registered again may have another lifetime, so each version is parsed anew. */
  readonly #keys = new WeakMap<StoredResource, PublicKey>();

  constructor(store: TypedStore, accounts: Accounts) {
    this.#store = store;
    this.#accounts = accounts;
  }

  /**
   * Verifies the signature of a call to `method`.
   * @throws {StatusError} UNAUTHENTICATED `invalid signature`, whatever is wrong with it
   */
  async authenticate(incoming: SignedHeaders, method: string): Promise<Caller> {
    const now = this.#store.now();
    const request = readSignedRequest(incoming, method, now);
    const registered = this.#store.find(types.PublicKey, request.fingerprint);
    if (registered === undefined || !registered.spec.confirmed) throw invalidSignature();
    const { expiration, identity } = registered.spec;
    const key = await this.#key(registered);
    const lifetime = key.expires.getTime() - key.created.getTime();
    const grace = Math.min(CLOCK_SKEW_MS, lifetime / 2);
    if (expiration === undefined || now.getTime() > dateOf(expiration).getTime() + grace) throw invalidSignature();
    if (!(await key.verifies(request.payload, request.signature, now))) throw invalidSignature();

    const email = identity?.email ?? '';
    const userId = registered.resource.labels[USER_ID] ?? '';
    const user = this.#store.find(types.User, userId);
    if (user === undefined) throw invalidSignature();
    this.#accounts.touch(request.fingerprint, email);
    const role = lesserRole(parseRole(user.spec.role), parseRole(registered.spec.role));
    return { identity: email, userId, role, fingerprint: request.fingerprint };
  }

  async #key({ resource, spec }: Typed<specs.PublicKeySpec>): Promise<PublicKey> {
    let key = this.#keys.get(resource);
    if (key === undefined) {
      key =
        spec.type === specs.PublicKeySpec.Type.PLAIN
          ? readRegisteredPlainKey(spec.publicKey)
          : await readRegisteredKey(Buffer.from(spec.publicKey).toString());
      this.#keys.set(resource, key);
    }
    return key;
  }
}
