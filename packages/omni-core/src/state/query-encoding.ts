import { OmniError } from '../errors/omni-error.ts';
import { type IDQuery, type LabelQuery as WireQuery, LabelTerm as WireTerm } from '../wire/gen/cosi-resource.ts';
import type { Init } from '../wire/init.ts';
import type { LabelTerm, ResourceQuery } from './query.ts';

const OPERATIONS = {
  exists: WireTerm.Operation.EXISTS,
  equal: WireTerm.Operation.EQUAL,
  in: WireTerm.Operation.IN,
  less: WireTerm.Operation.LT,
  lessOrEqual: WireTerm.Operation.LTE,
  lessNumeric: WireTerm.Operation.LT_NUMERIC,
  lessOrEqualNumeric: WireTerm.Operation.LTE_NUMERIC,
} as const;

/** The label and id parts that list and watch requests share. */
export interface EncodedQuery {
  readonly labelQuery: readonly Init<WireQuery>[];
  readonly idQuery: Init<IDQuery> | undefined;
}

/**
 * Encodes a query, after checking what would make the server fail rather than refuse.
 * @throws {OmniError} `invalid_argument`
 */
export function encodeQuery({ labels = [], idPattern }: ResourceQuery): EncodedQuery {
  return {
    labelQuery: labels.map((terms) => ({ terms: terms.map(encodeTerm) })),
    idQuery: idPattern === undefined ? undefined : { regexp: idPattern },
  };
}

function encodeTerm(term: LabelTerm): Init<WireTerm> {
  if (term.key === '') throw new OmniError('invalid_argument', 'A label query needs the name of a label');
  return { key: term.key, op: OPERATIONS[term.op], value: valuesOf(term), invert: term.invert ?? false };
}

function valuesOf(term: LabelTerm): readonly string[] {
  if (term.op === 'exists') return [];
  if (term.op !== 'in') return [term.value];
  if (term.values.length > 0) return term.values;
  throw new OmniError('invalid_argument', `The query for label ${term.key} lists no values`);
}
