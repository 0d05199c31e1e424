import { types } from '@fleetwright/omni-core';
import type { TypedStore } from '../store/typed-store.ts';

/** Holds a Link until the machine behind it is forgotten. */
export const LINK_FINALIZER = 'MachineController';

/** Forgets a machine whose link is torn down. Whatever cluster had it sees that it is gone and stops waiting for it. */
export function reconcileLink(store: TypedStore, id: string): void {
  const link = store.find(types.Link, id);
  if (link === undefined || link.resource.phase === 'running') return;
  for (const type of [types.MachineStatusSnapshot, types.MachineStatus, types.Machine]) store.remove(type, id);
  store.patch(link.resource, { finalizers: link.resource.finalizers.filter((held) => held !== LINK_FINALIZER) });
}
