import { OmniError } from '../errors/omni-error.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { ResourceQuery } from '../state/query.ts';
import type { State } from '../state/state.ts';
import type { BulkItem, BulkOptions } from './bulk-options.ts';
import { runBulk } from './run-bulk.ts';

/** As many as omnictl removes at a time. */
const DEFAULT_CONCURRENCY = 8;

/** Which resources of a type shall go: these ids, those that match, or really all. */
export type DeletionTarget = { readonly namespace?: string } & (
  | { readonly ids: readonly string[] }
  | { readonly matching: Omit<ResourceQuery, 'namespace'> }
  | { readonly all: true }
);

/** The resource is gone, or was never there. */
export interface Deleted {
  readonly outcome: 'destroyed';
}

/** `concurrency` is 8 unless given: as many as omnictl removes at a time. */
export type DeleteResourcesOptions = BulkOptions<Deleted>;

/**
 * Tears down and removes many resources of one type, several at a time, waiting until nothing holds them. What is
 * missing counts as removed.
 *
 * @returns every resource, in the order of the ids
 * @throws {BulkError} when not all of them are gone, saying what became of each
 * @throws {OmniError} `invalid_argument` for a query without a condition, and what listing throws
 */
export async function deleteResources(
  state: State,
  type: ResourceType,
  target: DeletionTarget,
  options: DeleteResourcesOptions = {},
): Promise<readonly BulkItem<Deleted>[]> {
  const { concurrency = DEFAULT_CONCURRENCY } = options;
  const { namespace = type.defaultNamespace } = target;
  const ids = await idsOf(state, type, namespace, target, options);
  return runBulk(
    {
      operation: `deleting ${ids.length} of ${type.type}`,
      inputs: ids.map((id) => ({ type: type.type, namespace, id })),
      async run({ id }, call): Promise<Deleted> {
        await state.teardownAndDestroy(type, id, { ...call, namespace });
        return { outcome: 'destroyed' };
      },
    },
    { ...options, concurrency },
  );
}

async function idsOf(
  state: State,
  type: ResourceType,
  namespace: string,
  target: DeletionTarget,
  { signal }: DeleteResourcesOptions,
): Promise<readonly string[]> {
  if ('ids' in target) return [...new Set(target.ids)];
  const query = 'matching' in target ? target.matching : {};
  if ('matching' in target && isUnconditional(target.matching)) {
    throw new OmniError('invalid_argument', `deleting from ${type.type}: the query has no condition`, {
      hint: 'Say { all: true } to remove everything of a type.',
    });
  }
  const resources = await state.list(type, { ...query, namespace, ...(signal && { signal }) });
  return resources.map(({ metadata }) => metadata.id);
}

function isUnconditional({ labels = [], idPattern }: ResourceQuery): boolean {
  return idPattern === undefined && (labels.length === 0 || labels.some((terms) => terms.length === 0));
}
