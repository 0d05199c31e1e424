import type { ResourceType } from '../resources/resource-type.ts';
import { expectLimit } from '../state/limit.ts';
import type { ListOptions, State } from '../state/state.ts';
import { type SortOptions, sortResources } from './page.ts';
import { searchFilter } from './search.ts';
import { pickFields } from './value-at.ts';

export interface ProjectOptions extends ListOptions, SortOptions {
  /** Words that have to be somewhere in the id, labels, annotations or texts of the spec. */
  readonly search?: string;
}

/** Values by the paths they were asked for; a path that leads nowhere is left out. */
export type ProjectedFields = Record<string, unknown>;

/**
 * Chosen fields of a listing, in order: a record for each resource. Specs that no path leads into are not decoded.
 *
 * @param fields dot paths that start with `metadata` or `spec`; see `valueAt` for how they are followed
 * @throws {OmniError} `invalid_argument` for a limit below 1, and what listing throws
 */
export async function projectResources<Spec>(
  state: State,
  type: ResourceType<Spec>,
  fields: readonly string[],
  options: ProjectOptions = {},
): Promise<ProjectedFields[]> {
  const { search = '', limit, sortBy, order, ...query } = options;
  const most = expectLimit({ ...(limit !== undefined && { limit }) });
  const found = (await state.list(type, query)).filter(searchFilter(search));
  const sort = { ...(sortBy !== undefined && { sortBy }), ...(order !== undefined && { order }) };
  return sortResources(found, sort)
    .slice(0, most)
    .map((resource) => pickFields(resource, fields));
}
