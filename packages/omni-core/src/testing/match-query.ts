import type { Metadata } from '../resources/resource.ts';
import { matchesLabels } from '../selectors/match-labels.ts';
import type { ResourceQuery } from '../state/query.ts';

/** Tells whether a resource answers a query: its id fits, and all terms of one of the label queries hold. */
export function queryMatcher({ idPattern, labels = [] }: ResourceQuery): (metadata: Metadata) => boolean {
  const pattern = idPattern === undefined ? undefined : new RegExp(idPattern, 'u');
  return (metadata) => {
    if (pattern !== undefined && !pattern.test(metadata.id)) return false;
    return labels.length === 0 || labels.some((terms) => matchesLabels(metadata.labels, terms));
  };
}
