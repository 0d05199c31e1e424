import { ANNOTATIONS, type CallOptions, type State, types } from '@fleetwright/omni-core';
import { coversCluster } from '../config/cluster-pattern.ts';
import type { BindingConfig } from '../config/functions-config.ts';

/**
 * Clusters a template made, that this binding may touch and no template of the commit describes any more. They are only
 * reported: a file that went missing never deletes a cluster.
 */
export async function extraClusters(
  state: State,
  { clusters }: Pick<BindingConfig, 'clusters'>,
  described: ReadonlySet<string>,
  options: CallOptions,
): Promise<string[]> {
  const existing = await state.list(types.Cluster, options);
  return existing
    .map(({ metadata }) => metadata)
    .filter(({ annotations, phase }) => ANNOTATIONS.managedByTemplates in annotations && phase === 'running')
    .map(({ id }) => id)
    .filter((id) => !described.has(id) && clusters.some((pattern) => coversCluster(pattern, id)));
}
