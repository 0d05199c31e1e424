import { types } from '@fleetwright/omni-core';
import type { Route } from '../server/call.ts';
import type { IncomingCall } from '../server/incoming-call.ts';
import { StatusError } from '../status/status-error.ts';
import type { TypedStore } from '../store/typed-store.ts';
import { ANONYMOUS } from './anonymous.ts';
import type { Authenticator } from './authenticator.ts';
import type { ConfirmationTokens } from './confirmation-tokens.ts';
import type { Caller } from './role.ts';

export interface AdmissionOptions {
  readonly store: TypedStore;
  readonly authenticator: Authenticator;
  readonly tokens: ConfirmationTokens;
  /** URL clients reach this server by. */
  readonly endpoint: () => string;
}

/** Id of the one resource that says the EULA was accepted. */
export const EULA_ID = 'eula';

/** What every call passes before its handler: EULA, then signature, then login. The first that objects answers. */
export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * @returns who calls
   * @throws {StatusError} FAILED_PRECONDITION (EULA), UNAUTHENTICATED, INTERNAL (a header that makes Omni panic)
   */
  async admit(route: Route, incoming: IncomingCall): Promise<Caller> {
    const { metadata, request } = incoming;
    if (route.beforeEula?.(request) !== true) this.#requireEula();
    const unsigned = route.unsigned === true && metadata.get('x-sidero-signature').length === 0;
    const caller = unsigned ? ANONYMOUS : await this.#options.authenticator.authenticate(incoming, route.path);
    const verifiedEmail = await this.#options.tokens.verifiedEmail(metadata);
    return verifiedEmail === undefined ? caller : { ...caller, verifiedEmail };
  }

  #requireEula(): void {
    const { store, endpoint } = this.#options;
    if (store.find(types.EulaAcceptance, EULA_ID) !== undefined) return;
    throw new StatusError('FAILED_PRECONDITION', `EULA has not been accepted; accept it at ${endpoint()}/eula`);
  }
}
