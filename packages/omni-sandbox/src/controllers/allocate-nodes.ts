import { LABELS, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { pick } from '../entries.ts';
import { matchesLabels } from '../store/label-query.ts';
import { parseSelector } from '../store/selector.ts';
import type { StoredResource } from '../store/stored-resource.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import type { ClusterView, MachineSetView } from './cluster-view.ts';

const { Type } = specs.MachineSetSpec.MachineAllocation;
const UNLIMITED = Number.POSITIVE_INFINITY;

/** Gives sets with a machine class the machines they ask for, and takes back what is too many. */
export function allocateNodes(store: TypedStore, view: ClusterView): void {
  for (const set of view.sets) {
    const allocation = set.set.spec.machineAllocation;
    if (allocation === undefined || set.set.resource.phase !== 'running') continue;
    const machineClass = store.find(types.MachineClass, allocation.name);
    if (machineClass === undefined) continue;
    const wanted = allocation.allocationType === Type.Unlimited ? UNLIMITED : allocation.machineCount;
    const nodes = set.machines.flatMap(({ node }) => (node?.resource.phase === 'running' ? [node.resource] : []));
    if (nodes.length > wanted) release(store, nodes.slice(wanted));
    else if (nodes.length < wanted)
      allocate(store, set, freeMachines(store, machineClass).slice(0, wanted - nodes.length));
  }
}

function allocate(store: TypedStore, { set }: MachineSetView, machines: readonly string[]): void {
  const labels = {
    ...pick(set.resource.labels, [LABELS.cluster, LABELS.controlPlaneRole, LABELS.workerRole]),
    [LABELS.machineSet]: set.resource.id,
    [LABELS.managedByNodeController]: '',
  };
  for (const id of machines) store.put(types.MachineSetNode, id, { labels, spec: {} });
}

function release(store: TypedStore, nodes: readonly StoredResource[]): void {
  for (const node of nodes) store.store.teardown(node, node.owner);
}

/** Ids of machines that fit the class and belong to nobody. */
function freeMachines(store: TypedStore, { spec }: Typed<specs.MachineClassSpec>): string[] {
  const queries = spec.matchLabels.map((text) => ({ terms: parseSelector(text) }));
  if (queries.length === 0) return [];
  return store
    .list(types.MachineStatus)
    .filter(({ resource: { labels, id } }) => {
      const free = LABELS.available in labels && LABELS.connected in labels && !(LABELS.noManualAllocation in labels);
      return free && matchesLabels(queries, labels) && store.find(types.MachineSetNode, id) === undefined;
    })
    .map(({ resource }) => resource.id);
}
