import { types } from '@fleetwright/omni-core';
import { Accounts } from '../auth/accounts.ts';
import type { TypedStore } from '../store/typed-store.ts';

/** Publishes each service account with its keys, and removes what is no account any more. */
export function writeServiceAccountStatuses(store: TypedStore): void {
  const accounts = new Accounts(store).serviceAccounts();
  for (const { identity, role, keys } of accounts) {
    store.put(types.ServiceAccountStatus, identity, {
      owner: 'ServiceAccountStatusController',
      spec: {
        role,
        publicKeys: keys.map(({ id, armored, expiration }) => ({ id, armored, expiration })),
      },
    });
  }
  const known = new Set(accounts.map(({ identity }) => identity));
  for (const { resource } of store.list(types.ServiceAccountStatus)) {
    if (!known.has(resource.id)) store.remove(types.ServiceAccountStatus, resource.id);
  }
}
