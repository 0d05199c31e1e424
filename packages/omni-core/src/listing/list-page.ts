import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { ListOptions, State } from '../state/state.ts';
import { type CursorSealer, createCursorSealer } from './cursor.ts';
import { type SortOptions, slicePage } from './page.ts';
import { searchFilter } from './search.ts';

export interface ListPageOptions extends ListOptions, SortOptions {
  /** Words that have to be somewhere in the id, labels, annotations or texts of the spec. */
  readonly search?: string;
  /** Most resources of a page. @default 100 */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** Makes the cursors; give all processes of a service one with the same secret. @default one of this process */
  readonly sealer?: CursorSealer;
}

/** One page of a listing. */
export interface Page<Spec> {
  readonly resources: readonly Resource<Spec>[];
  /** How many resources the listing has, over all pages. */
  readonly total: number;
  /** How many come after this page. */
  readonly remaining: number;
  /** Continues behind this page; absent on the last one. */
  readonly nextCursor: string | undefined;
}

const DEFAULT_LIMIT = 100;

let ofProcess: CursorSealer | undefined;

/**
 * Reads one page of a type. Omni itself has no pages: every call reads the whole listing and keeps a part, so pages
 * follow each other even while resources come and go.
 *
 * @throws {CursorError} for a cursor of another listing, another secret, or one that was altered
 * @throws {OmniError} `invalid_argument` for a limit below 1, and what listing throws
 */
export async function listPage<Spec>(
  state: State,
  type: ResourceType<Spec>,
  options: ListPageOptions = {},
): Promise<Page<Spec>> {
  const { search = '', limit = DEFAULT_LIMIT, cursor, sealer = processSealer(), sortBy, order, ...query } = options;
  const listing = listingOf(type, options);
  const after = cursor === undefined ? undefined : sealer.open(cursor, listing);
  const found = (await state.list(type, query)).filter(searchFilter(search));
  const sort = { ...(sortBy !== undefined && { sortBy }), ...(order !== undefined && { order }) };
  const { resources, end, remaining } = slicePage(found, { ...sort, after, limit });
  return {
    resources,
    total: found.length,
    remaining,
    nextCursor: end === undefined ? undefined : sealer.seal(end, listing),
  };
}

/** Everything that decides what is listed and in which order; the size of a page may change on the way. */
function listingOf(type: ResourceType, options: ListPageOptions): readonly unknown[] {
  const { namespace = type.defaultNamespace, labels = [], idPattern = null, search = '', sortBy, order } = options;
  const terms = labels.map((query) =>
    query.map((term) => [
      term.key,
      term.op,
      term.invert === true,
      'value' in term ? term.value : null,
      'values' in term ? term.values : null,
    ]),
  );
  return [type.type, namespace, terms, idPattern, search, sortBy ?? 'metadata.id', order ?? 'ascending'];
}

function processSealer(): CursorSealer {
  ofProcess ??= createCursorSealer();
  return ofProcess;
}
