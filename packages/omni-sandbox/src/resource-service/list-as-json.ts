import type { Init, omniResources } from '@fleetwright/omni-core/wire';
import type { Call } from '../server/call.ts';
import type { GuardedState } from '../state/guarded-state.ts';
import { StatusError } from '../status/status-error.ts';
import { resourceFilter } from '../store/resource-filter.ts';
import { printResourceJson } from './resource-json.ts';
import { requestedLabels } from './runtime.ts';

/**
 * One page of a list, by id. No limit means everything.
 * @throws {StatusError} UNIMPLEMENTED for searching and for orders other than by id
 */
export function listAsJson(
  state: GuardedState,
  { caller, metadata }: Call,
  { namespace, type, offset, limit, sortByField, sortDescending, searchFor }: omniResources.ListRequest,
): Init<omniResources.ListResponse> {
  if (searchFor.length > 0) throw new StatusError('UNIMPLEMENTED', 'the sandbox does not search lists');
  if (sortByField !== '' && sortByField !== 'id') {
    throw new StatusError('UNIMPLEMENTED', `the sandbox sorts lists by id only, not by "${sortByField}"`);
  }
  const queries = requestedLabels(metadata);
  const found = state.list(caller, { namespace, type }, { filter: resourceFilter(queries, ''), queries });
  const sorted = sortDescending ? found.toReversed() : found;
  const page = sorted.slice(offset, limit > 0 ? offset + limit : undefined);
  return { items: page.map(printResourceJson), total: found.length };
}
