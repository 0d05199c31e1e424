import { OmniError } from '../errors/omni-error.ts';
import type { Resource } from '../resources/resource.ts';
import { compareBytes } from '../selectors/compare-bytes.ts';
import type { Position } from './cursor.ts';
import { compareKeys, type SortKey, sortKeyOf } from './sort-key.ts';
import { fieldAt } from './value-at.ts';

/** The order of a listing. */
export interface SortOptions {
  /** Dot path such as `metadata.created` or `spec.talosVersion`; equal values are ordered by id. @default `metadata.id` */
  readonly sortBy?: string;
  /** @default 'ascending' */
  readonly order?: 'ascending' | 'descending';
}

interface Keyed<Spec> extends Position {
  readonly resource: Resource<Spec>;
}

const BY_ID = 'metadata.id';

/** The resources in order; what has no value at the path comes last, or first when descending. */
export function sortResources<Spec>(resources: readonly Resource<Spec>[], options: SortOptions = {}): Resource<Spec>[] {
  return sorted(resources, options).map(({ resource }) => resource);
}

/** Part of a listing. */
export interface PageSlice<Spec> {
  readonly resources: readonly Resource<Spec>[];
  /** Where the part ends; `undefined` when nothing follows. */
  readonly end: Position | undefined;
  /** How many come after it. */
  readonly remaining: number;
}

/**
 * So many resources in order, from behind a position. The position needs not exist any more.
 * @throws {OmniError} `invalid_argument` for a limit that is not a positive whole number
 */
export function slicePage<Spec>(
  resources: readonly Resource<Spec>[],
  options: SortOptions & { readonly after?: Position | undefined; readonly limit: number },
): PageSlice<Spec> {
  const { after, limit } = options;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new OmniError('invalid_argument', `a page cannot have ${limit} resources`);
  }
  const all = sorted(resources, options);
  const compare = comparison(options);
  const rest = after === undefined ? all : all.filter((item) => compare(item, after) > 0);
  const page = rest.slice(0, limit);
  const remaining = rest.length - page.length;
  const last = page.at(-1);
  return {
    resources: page.map(({ resource }) => resource),
    end: remaining === 0 || last === undefined ? undefined : { id: last.id, key: last.key },
    remaining,
  };
}

function sorted<Spec>(resources: readonly Resource<Spec>[], options: SortOptions): Keyed<Spec>[] {
  const { sortBy = BY_ID } = options;
  const keyOf = (resource: Resource<Spec>): SortKey => (sortBy === BY_ID ? null : sortKeyOf(fieldAt(resource, sortBy)));
  return resources
    .map((resource) => ({ resource, id: resource.metadata.id, key: keyOf(resource) }))
    .sort(comparison(options));
}

function comparison({ order = 'ascending' }: SortOptions): (a: Position, b: Position) => number {
  const sign = order === 'ascending' ? 1 : -1;
  return (a, b) => sign * (compareKeys(a.key, b.key) || compareBytes(a.id, b.id));
}
