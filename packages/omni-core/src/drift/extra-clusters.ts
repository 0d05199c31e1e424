import { ANNOTATIONS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import { describeResource } from '../resources/resource.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { RawFinding } from './raw-finding.ts';

export interface ExtraClustersOptions extends CallOptions {
  /** Which clusters the templates are responsible for; `undefined`: none are looked for. */
  readonly scope: ((cluster: string) => boolean) | undefined;
}

/** A cluster without a template. */
export interface ExtraCluster {
  readonly cluster: string;
  readonly finding: RawFinding;
}

/** Clusters that a template made and none describes any more. A file that went missing never deletes a cluster. */
export async function extraClusters(
  state: State,
  described: readonly string[],
  { scope, ...call }: ExtraClustersOptions,
): Promise<ExtraCluster[]> {
  if (scope === undefined) return [];
  const known = new Set(described);
  const existing = await state.list(types.Cluster, call);
  return existing
    .filter(({ metadata: { id, annotations, phase } }) => {
      const isMade = ANNOTATIONS.managedByTemplates in annotations && phase === 'running';
      return isMade && !known.has(id) && scope(id);
    })
    .map(({ metadata }) => ({
      cluster: metadata.id,
      finding: {
        class: 'extra',
        kind: 'cluster',
        resource: describeResource(metadata),
        metadata,
        text: 'a template made the cluster, and none describes it any more',
        against: ['head'],
        fields: [],
        diff: '',
      },
    }));
}
