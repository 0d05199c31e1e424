import { isOmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { LabelQuery } from '../state/query.ts';
import type { State } from '../state/state.ts';
import { idPattern } from '../templates/sync/read-by-id.ts';
import type { CallOptions } from '../transport/call-options.ts';

/** More ids than this are not put into one question: the whole type is listed instead. */
const MOST_IDS = 250;

/** Resources of several clusters of one type, by cluster. */
export type ByCluster<Spec> = ReadonlyMap<string, readonly Resource<Spec>[]>;

/** One list of everything of a type that belongs to one of the clusters. */
export async function listOfClusters<Spec>(
  state: State,
  type: ResourceType<Spec>,
  clusters: readonly string[],
  options: CallOptions,
): Promise<ByCluster<Spec>> {
  const term: LabelQuery[number] =
    clusters.length <= MOST_IDS
      ? { key: LABELS.cluster, op: 'in', values: clusters }
      : { key: LABELS.cluster, op: 'exists' };
  const found = await state.list(type, { ...options, labels: [[term]] });
  return Map.groupBy(found, ({ metadata }) => metadata.labels[LABELS.cluster] ?? '');
}

/** One list of the resources of a type that have one of these ids. */
export async function listOfIds<Spec>(
  state: State,
  type: ResourceType<Spec>,
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, Resource<Spec>>> {
  if (ids.length === 0) return new Map();
  const wanted = new Set(ids);
  const found = await state.list(type, ids.length <= MOST_IDS ? { ...options, idPattern: idPattern(ids) } : options);
  return new Map(found.filter(({ metadata }) => wanted.has(metadata.id)).map((one) => [one.metadata.id, one]));
}

/** What a key may not read, or an older Omni does not have, counts as not there. */
export async function unlessDenied<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (isOmniError(error, 'access_denied', 'unimplemented')) return otherwise;
    throw error;
  }
}
