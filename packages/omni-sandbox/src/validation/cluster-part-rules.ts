import { LABELS, types } from '@fleetwright/omni-core';
import type { ResourceInput } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { Problems } from './refusals.ts';

/** Rules for a config patch: nothing is patched that goes away. */
export function configPatchProblems(store: TypedStore, { labels }: ResourceInput): Problems {
  const cluster = store.find(types.Cluster, labels[LABELS.cluster] ?? '')?.resource;
  const set = store.find(types.MachineSet, labels[LABELS.machineSet] ?? '')?.resource;
  return [
    cluster?.phase === 'tearingDown' && `cluster "${cluster.id}" is tearing down`,
    set?.phase === 'tearingDown' && `machine set "${set.id}" is tearing down`,
  ];
}

/** Rules for an extensions configuration. */
export function extensionsProblems(store: TypedStore, { labels }: ResourceInput): Problems {
  const cluster = labels[LABELS.cluster] ?? '';
  return [cluster !== '' && store.find(types.Cluster, cluster) === undefined && `cluster "${cluster}" does not exist`];
}
