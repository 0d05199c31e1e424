import { authService } from '@fleetwright/omni-core/wire';
import type { UserKeys } from '../auth/user-keys.ts';
import type { Route } from '../server/call.ts';
import { unaryRoute } from '../server/unary-route.ts';
import { StatusError } from '../status/status-error.ts';

export interface AuthServiceOptions {
  readonly keys: UserKeys;
  /** URL clients reach this server by. */
  readonly endpoint: () => string;
}

/** The RPCs of `auth.AuthService`. A key nobody knows yet cannot sign, so only revoking needs a signature. */
export function authRoutes({ keys, endpoint }: AuthServiceOptions): Route[] {
  return [
    unaryRoute(
      authService.registerPublicKey,
      async (_call, { publicKey, identity, role, skipUserRole }) => {
        const email = identity?.email.toLowerCase() ?? '';
        if (email === '') throw new StatusError('INVALID_ARGUMENT', 'no identity provided');
        const publicKeyId = await keys.register(publicKey, email, { role, skipUserRole });
        const query = new URLSearchParams({ flow: 'cli', 'public-key-id': publicKeyId });
        return { publicKeyId, loginUrl: `${endpoint()}/authenticate?${query}` };
      },
      { unsigned: true },
    ),
    unaryRoute(
      authService.awaitPublicKeyConfirmation,
      async ({ signal }, { publicKeyId }) => {
        await keys.confirmed(publicKeyId, signal);
        return {};
      },
      { unsigned: true },
    ),
    unaryRoute(
      authService.confirmPublicKey,
      ({ caller }, { publicKeyId }) => {
        keys.confirm(publicKeyId, caller);
        return {};
      },
      { unsigned: true },
    ),
    unaryRoute(authService.revokePublicKey, ({ caller }, { publicKeyId }) => {
      keys.revoke(publicKeyId, caller);
      return {};
    }),
  ];
}
