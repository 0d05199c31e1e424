import { LABELS, type ResourceType, types } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import type { Typed, TypedStore } from '../store/typed-store.ts';

/** Everything about one machine of a cluster. Its parts come and go at different times. */
export interface MachineView {
  readonly id: string;
  readonly node: Typed<specs.MachineSetNodeSpec> | undefined;
  readonly clusterMachine: Typed<specs.ClusterMachineSpec> | undefined;
  readonly status: Typed<specs.ClusterMachineStatusSpec> | undefined;
  readonly config: Typed<specs.ClusterMachineConfigStatusSpec> | undefined;
  /** The machine itself; absent when Omni does not know it, or no more. */
  readonly machine: Typed<specs.MachineStatusSpec> | undefined;
}

export interface MachineSetView {
  readonly set: Typed<specs.MachineSetSpec>;
  readonly controlPlane: boolean;
  /** Sorted by id. */
  readonly machines: readonly MachineView[];
}

/** A cluster and what belongs to it, read at one moment. */
export interface ClusterView {
  readonly name: string;
  readonly cluster: Typed<specs.ClusterSpec>;
  /** Control planes first, then by id. */
  readonly sets: readonly MachineSetView[];
}

/** Reads a cluster; `undefined` when there is none of this name. */
export function readClusterView(store: TypedStore, name: string): ClusterView | undefined {
  const cluster = store.find(types.Cluster, name);
  if (cluster === undefined) return undefined;
  const labels = { [LABELS.cluster]: name };
  const nodes = bySet(store.list(types.MachineSetNode, { labels }));
  const clusterMachines = bySet(store.list(types.ClusterMachine, { labels }));
  const sets = store.list(types.MachineSet, { labels }).map((set) => {
    const { id } = set.resource;
    return {
      set,
      controlPlane: LABELS.controlPlaneRole in set.resource.labels,
      machines: readMachines(store, nodes.get(id) ?? [], clusterMachines.get(id) ?? []),
    };
  });
  return { name, cluster, sets: sets.sort((left, right) => Number(right.controlPlane) - Number(left.controlPlane)) };
}

/** All machines of all sets. */
export function machinesOf(view: ClusterView): MachineView[] {
  return view.sets.flatMap(({ machines }) => machines);
}

function readMachines(
  store: TypedStore,
  nodes: readonly Typed<specs.MachineSetNodeSpec>[],
  clusterMachines: readonly Typed<specs.ClusterMachineSpec>[],
): MachineView[] {
  const ids = new Set([...nodes, ...clusterMachines].map(({ resource }) => resource.id));
  const find = <Spec>(type: ResourceType<Spec>, id: string) => store.find(type, id);
  return [...ids].sort().map((id) => ({
    id,
    node: nodes.find(({ resource }) => resource.id === id),
    clusterMachine: find(types.ClusterMachine, id),
    status: find(types.ClusterMachineStatus, id),
    config: find(types.ClusterMachineConfigStatus, id),
    machine: find(types.MachineStatus, id),
  }));
}

function bySet<Spec>(resources: readonly Typed<Spec>[]): Map<string, Typed<Spec>[]> {
  return Map.groupBy(resources, ({ resource }) => resource.labels[LABELS.machineSet] ?? '');
}
