import { LABELS } from '../../../resources/label-names.ts';
import type { Resource } from '../../../resources/resource.ts';
import { type ClusterShape, machinesOf } from '../cluster-shape.ts';

/** Machines of a cluster that a patch or a list of extensions is meant for. */
export function scopeOf({ metadata }: Resource, shape: ClusterShape): string[] {
  const { [LABELS.clusterMachine]: machine, [LABELS.machineSet]: set } = metadata.labels;
  if (machine !== undefined) return shape.machines.has(machine) ? [machine] : [];
  if (set !== undefined) return machinesOf(shape, set).map(({ id }) => id);
  return [...shape.machines.keys()];
}

/** How specific it is: of two that meet, the more specific counts. */
export function levelOf({ metadata }: Resource): number {
  if (LABELS.clusterMachine in metadata.labels) return 3;
  return LABELS.machineSet in metadata.labels ? 2 : 1;
}
