import { dateOf, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { TypedStore } from '../store/typed-store.ts';

const { ACTIVE, REVOKED, EXPIRED } = specs.JoinTokenStatusSpec.State;

/** Publishes whether machines may join with each token, and removes what is no token any more. */
export function writeJoinTokenStatuses(store: TypedStore): void {
  const defaultId = store.find(types.DefaultJoinToken, 'default')?.spec.tokenId;
  const uses = store.list(types.JoinTokenUsage);
  const tokens = store.list(types.JoinToken).filter(({ resource }) => resource.phase === 'running');
  for (const { resource, spec } of tokens) {
    const { name, revoked, expirationTime } = spec;
    const expired = expirationTime !== undefined && dateOf(expirationTime) <= store.now();
    store.put(types.JoinTokenStatus, resource.id, {
      owner: 'JoinTokenStatusController',
      spec: {
        name,
        state: revoked ? REVOKED : expired ? EXPIRED : ACTIVE,
        isDefault: resource.id === defaultId,
        expirationTime,
        useCount: BigInt(uses.filter((use) => use.spec.tokenId === resource.id).length),
      },
    });
  }
  const known = new Set(tokens.map(({ resource }) => resource.id));
  for (const { resource } of store.list(types.JoinTokenStatus)) {
    if (!known.has(resource.id)) store.remove(types.JoinTokenStatus, resource.id);
  }
}
