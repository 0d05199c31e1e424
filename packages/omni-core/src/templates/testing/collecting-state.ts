import { LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import type { WriteOptions } from '../../state/state.ts';
import { MemoryState } from '../../testing/memory-state.ts';

/** A state in memory that does what Omni does when a set or a cluster is gone: what belonged to it goes too. */
export class CollectingState extends MemoryState {
  override async destroy(type: ResourceType, id: string, options: WriteOptions = {}): Promise<void> {
    await super.destroy(type, id, options);
    const label = { [types.Cluster.type]: LABELS.cluster, [types.MachineSet.type]: LABELS.machineSet }[type.type];
    if (label === undefined) return;
    for (const { type: other, metadata } of this.snapshot()) {
      const isNode = other.type === types.MachineSetNode.type;
      if (metadata.labels[label] !== id || (label === LABELS.machineSet && !isNode)) continue;
      await this.teardownAndDestroy(other, metadata.id);
    }
  }
}
