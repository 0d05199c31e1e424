import { randomBytes } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import { jwtVerify, SignJWT } from 'jose';
import { StatusError } from '../status/status-error.ts';

const ALGORITHM = 'HS256';
const AUDIENCE = 'omni-sandbox';
const DAY_MS = 24 * 3_600_000;
const BEARER = /^bearer +(\S+)$/i;

/**
 * Stands in for the identity provider a real Omni is connected to: a token made here proves an email, as a login in
 * the browser would. No other login token and no SAML session is ever good.
 */
export class ConfirmationTokens {
  readonly #secret = randomBytes(32);
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** A token for `authorization: Bearer …`, good for a day and for this server only. Secret. */
  issue(email: string): Promise<string> {
    return new SignJWT({ email: email.toLowerCase() })
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuedAt(this.#clock())
      .setExpirationTime(new Date(this.#clock().getTime() + DAY_MS))
      .setAudience(AUDIENCE)
      .sign(this.#secret);
  }

  /**
   * The email a call's headers prove; `undefined` when they claim none.
   * @throws {StatusError} UNAUTHENTICATED `invalid jwt` or `invalid session`
   */
  async verifiedEmail(metadata: Metadata): Promise<string | undefined> {
    const [authorization] = metadata.get('authorization');
    const email = authorization === undefined ? undefined : await this.#emailOf(String(authorization));
    if (metadata.get('saml-session').length > 0) throw new StatusError('UNAUTHENTICATED', 'invalid session');
    return email;
  }

  async #emailOf(authorization: string): Promise<string> {
    const [, token = ''] = BEARER.exec(authorization) ?? [];
    try {
      const { payload } = await jwtVerify<{ email: string }>(token, this.#secret, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        currentDate: this.#clock(),
      });
      return payload.email;
    } catch {
      // Why it is bad helps only those who guess.
      throw new StatusError('UNAUTHENTICATED', 'invalid jwt');
    }
  }
}
