import { types } from '@fleetwright/omni-core';
import type { TypedStore } from '../store/typed-store.ts';

const HEARTBEAT_LIMIT_MS = 30_000;

/** Publishes each provider with its health, and removes what is no provider any more. */
export function writeInfraProviderStatuses(store: TypedStore): void {
  const providers = store.list(types.InfraProvider).filter(({ resource }) => resource.phase === 'running');
  for (const { resource } of providers) {
    const { id } = resource;
    const status = store.find(types.InfraProviderStatus, id)?.spec;
    const health = store.find(types.InfraProviderHealthStatus, id)?.spec;
    const beat = Number(health?.lastHeartbeatTimestamp?.seconds ?? 0n) * 1000;
    store.put(types.InfraProviderCombinedStatus, id, {
      owner: 'InfraProviderCombinedStatusController',
      spec: {
        name: status?.name ?? '',
        description: status?.description ?? '',
        icon: status?.icon ?? '',
        version: status?.version ?? '',
        health: {
          connected: store.now().getTime() - beat < HEARTBEAT_LIMIT_MS,
          error: health?.error ?? '',
          initialized: status !== undefined,
        },
      },
    });
  }
  const known = new Set(providers.map(({ resource }) => resource.id));
  for (const { resource } of store.list(types.InfraProviderCombinedStatus)) {
    if (!known.has(resource.id)) store.remove(types.InfraProviderCombinedStatus, resource.id);
  }
}
