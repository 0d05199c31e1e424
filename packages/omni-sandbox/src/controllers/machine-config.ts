import { createHash } from 'node:crypto';
import { LABELS, types } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import type { ClusterView } from './cluster-view.ts';

type Patch = Typed<specs.ConfigPatchSpec>;

/** The configuration inputs of a cluster, read once and asked for each machine. */
export class MachineConfigs {
  readonly #store: TypedStore;
  readonly #clusterPatches: readonly Patch[];
  readonly #machinePatches: readonly Patch[];
  readonly #extensions: readonly Typed<specs.ExtensionsConfigurationSpec>[];

  constructor(store: TypedStore, { name }: ClusterView) {
    const active = store.list(types.ConfigPatch).filter(({ resource }) => !(LABELS.disabled in resource.labels));
    this.#store = store;
    this.#clusterPatches = active.filter(({ resource }) => resource.labels[LABELS.cluster] === name);
    this.#machinePatches = active.filter(({ resource }) => LABELS.machine in resource.labels);
    this.#extensions = store.list(types.ExtensionsConfiguration, { labels: { [LABELS.cluster]: name } });
  }

  /** Patches of one machine in the order they apply: cluster, set, machine in the cluster, machine; by id in each. */
  patches(setId: string, machineId: string): Patch[] {
    return [
      ...inScope(this.#clusterPatches, setId, machineId).toSorted((left, right) => scope(left) - scope(right)),
      ...this.#machinePatches.filter(({ resource }) => resource.labels[LABELS.machine] === machineId),
    ];
  }

  /** Changes whenever anything changes that the machine has to take over. */
  hash(setId: string, machineId: string): string {
    const hash = createHash('sha256');
    for (const { resource } of this.patches(setId, machineId)) hash.update(resource.id).update(resource.spec);
    const extensions = inScope(this.#extensions, setId, machineId).toSorted(
      (left, right) => scope(left) - scope(right),
    );
    hash.update(extensions.at(-1)?.resource.spec ?? new Uint8Array());
    hash.update(this.#store.find(types.KernelArg, machineId)?.resource.spec ?? new Uint8Array());
    return hash.digest('hex');
  }
}

function inScope<Spec>(resources: readonly Typed<Spec>[], setId: string, machineId: string): Typed<Spec>[] {
  return resources.filter(({ resource: { labels } }) => {
    const set = labels[LABELS.machineSet];
    const machine = labels[LABELS.clusterMachine];
    return (set === undefined || set === setId) && (machine === undefined || machine === machineId);
  });
}

/** 0 for the whole cluster, 1 for a machine set, 2 for one machine. */
function scope({ resource: { labels } }: Typed<unknown>): number {
  if (LABELS.clusterMachine in labels) return 2;
  return LABELS.machineSet in labels ? 1 : 0;
}
