import { OmniError } from '../errors/omni-error.ts';
import { parseSelectors } from '../selectors/parse-selector.ts';
import type { ResourceQuery } from '../state/query.ts';

/** A query by text, as omnictl takes it behind `-l`. */
export interface SelectorOption {
  /** Label selectors as text, e.g. `omni.sidero.dev/cluster=demo, !a`; of several, any may match. Instead of `labels`. */
  readonly selector?: string | readonly string[];
}

/**
 * The same options with the selectors read.
 * @throws {SelectorError} `invalid_argument` for a text that is no selector
 * @throws {OmniError} `invalid_argument` when `labels` are given as well
 */
export function withSelector<Options extends SelectorOption & Pick<ResourceQuery, 'labels'>>(
  options: Options,
): Omit<Options, 'selector'> {
  const { selector, ...query } = options;
  if (selector === undefined) return query;
  if (query.labels !== undefined) {
    throw new OmniError('invalid_argument', 'a query has either labels or a selector, not both');
  }
  return { ...query, labels: parseSelectors(selector) };
}
