import { createHash, timingSafeEqual } from 'node:crypto';
import { OAuthError, OAuthErrorCode, type OAuthTokenVerifier } from '@modelcontextprotocol/server';

/** Fewest characters a shared bearer token may have. */
export const MIN_TOKEN_LENGTH = 24;

/** The SDK wants every token to end; a shared one ends when the operator changes it. */
const NEVER_SECONDS = Number.MAX_SAFE_INTEGER;

/**
 * Accepts one shared token, compared in constant time. For a verifier of an identity provider, pass that instead.
 * @throws {RangeError} when the token is too short to be a secret
 */
export function sharedTokenVerifier(token: string): OAuthTokenVerifier {
  if (token.length < MIN_TOKEN_LENGTH) {
    throw new RangeError(`the bearer token must have at least ${MIN_TOKEN_LENGTH} characters`);
  }
  const expected = sha256(token);
  return {
    async verifyAccessToken(given) {
      if (!timingSafeEqual(sha256(given), expected)) {
        throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not known here');
      }
      // The token itself is not handed on: nothing behind the gate needs it.
      return { token: '', clientId: 'bearer', scopes: [], expiresAt: NEVER_SECONDS };
    },
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
