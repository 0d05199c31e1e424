import { types } from '@fleetwright/omni-core';
import { newJoinToken } from '../management/join-tokens.ts';
import type { TypedStore } from '../store/typed-store.ts';

/** Where machines find this server, and the token they find it with until somebody makes another. */
export function seedJoinTokens(store: TypedStore): void {
  store.put(types.SiderolinkAPIConfig, 'siderolink-config', {
    owner: 'SiderolinkAPIConfigController',
    spec: { machineApiAdvertisedUrl: 'grpc://127.0.0.1:8090', eventsPort: 8091, logsPort: 8092 },
  });
  if (store.find(types.DefaultJoinToken, 'default') !== undefined) return;
  const token = newJoinToken();
  store.put(types.JoinToken, token, { spec: { name: 'initial token' } });
  store.put(types.DefaultJoinToken, 'default', { spec: { tokenId: token } });
}
