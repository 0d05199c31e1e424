import { types } from '@fleetwright/omni-core';
import type { TypedStore } from '../store/typed-store.ts';

/** Labels under this prefix are Omni's own and stay whatever people set. */
const RESERVED_PREFIX = 'omni.sidero.dev/';

/** What this step listens to. */
export const MACHINE_LABEL_INPUTS: ReadonlySet<string> = new Set([types.MachineLabel.type]);

/** Shows the labels people gave their machines; they replace those of the image. */
export function showMachineLabels(store: TypedStore): void {
  for (const { resource: wanted } of store.list(types.MachineLabel)) {
    const status = store.find(types.MachineStatus, wanted.id);
    if (status === undefined || wanted.phase === 'tearingDown') continue;
    const own = Object.entries(status.resource.labels).filter(([name]) => name.startsWith(RESERVED_PREFIX));
    store.put(types.MachineStatus, wanted.id, { labels: { ...wanted.labels, ...Object.fromEntries(own) } });
  }
}
