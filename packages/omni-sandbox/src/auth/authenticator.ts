import { dateOf, types } from '@fleetwright/omni-core';
import type { Metadata } from '@grpc/grpc-js';

import type { TypedStore } from '../store/typed-store.ts';
import type { Accounts } from './accounts.ts';
import { CLOCK_SKEW_MS, type PublicKey, readRegisteredKey } from './public-key.ts';
import { type Caller, lesserRole, parseRole } from './role.ts';
import { invalidSignature, readSignedRequest } from './signed-request.ts';

/** Finds out who makes a call. */
export class Authenticator {
  readonly #store: TypedStore;
  readonly #accounts: Accounts;
  /** Parsed keys; a registered key never changes under its fingerprint. */
  readonly #keys = new Map<string, PublicKey>();

  constructor(store: TypedStore, accounts: Accounts) {
    this.#store = store;
    this.#accounts = accounts;
  }

  /**
   * Verifies the signature of a call to `method`.
   * @throws {StatusError} UNAUTHENTICATED `invalid signature`, whatever is wrong with it
   */
  async authenticate(metadata: Metadata, method: string): Promise<Caller> {
    const now = this.#store.now();
    const request = readSignedRequest(metadata, method, now);
    const registered = this.#store.find(types.PublicKey, request.fingerprint);
    if (registered === undefined || !registered.spec.confirmed) throw invalidSignature();
    const { expiration, identity } = registered.spec;
    const key = await this.#key(request.fingerprint, registered.spec.publicKey);
    const lifetime = key.expires.getTime() - key.created.getTime();
    const grace = Math.min(CLOCK_SKEW_MS, lifetime / 2);
    if (expiration === undefined || now.getTime() > dateOf(expiration).getTime() + grace) throw invalidSignature();
    if (!(await key.verifies(request.payload, request.signature, now))) throw invalidSignature();

    const email = identity?.email ?? '';
    const userId = registered.resource.labels['user-id'] ?? '';
    const user = this.#store.find(types.User, userId);
    if (user === undefined) throw invalidSignature();
    this.#accounts.touch(request.fingerprint, email);
    const role = lesserRole(parseRole(user.spec.role), parseRole(registered.spec.role));
    return { identity: email, userId, role, fingerprint: request.fingerprint };
  }

  async #key(fingerprint: string, armored: Uint8Array): Promise<PublicKey> {
    let key = this.#keys.get(fingerprint);
    if (key === undefined) {
      key = await readRegisteredKey(Buffer.from(armored).toString());
      this.#keys.set(fingerprint, key);
    }
    return key;
  }
}
