import type { LabelTerm } from '../state/query.ts';
import { compareBytes } from './compare-bytes.ts';

/** Conditions on one label. Every method makes one term; a list of terms is a `LabelQuery`, all of which must hold. */
export interface LabelConditions {
  /** The label is there, whatever its value. */
  exists(): LabelTerm;
  /** The label is not there. */
  missing(): LabelTerm;
  /** The label has exactly this value. */
  equals(value: string): LabelTerm;
  /** Also matches resources without the label. */
  differsFrom(value: string): LabelTerm;
  /** The label has one of these values. */
  isOneOf(...values: readonly [string, ...string[]]): LabelTerm;
  /** Also matches resources without the label. */
  isNoneOf(...values: readonly [string, ...string[]]): LabelTerm;
  /** Numeric, with an optional unit such as `16Gi`; a label that is missing or no number never matches. */
  lessThan(value: Quantity): LabelTerm;
  /** As {@link lessThan}, or equal. */
  atMost(value: Quantity): LabelTerm;
  /** As {@link lessThan}, the other way round. */
  moreThan(value: Quantity): LabelTerm;
  /** As {@link moreThan}, or equal. */
  atLeast(value: Quantity): LabelTerm;
}

/** A whole number, or a text of one and a unit, such as `8` or `16GiB`. */
export type Quantity = number | bigint | string;

/** Starts a condition: `label('omni.sidero.dev/cluster').equals('demo')`. */
export function label(key: string): LabelConditions {
  const numeric =
    (op: 'lessNumeric' | 'lessOrEqualNumeric', invert: boolean) =>
    (value: Quantity): LabelTerm => ({ key, op, value: String(value), ...(invert && { invert }) });
  const oneOf = (values: readonly string[]) => [...new Set(values)].sort(compareBytes);
  return {
    exists: () => ({ key, op: 'exists' }),
    missing: () => ({ key, op: 'exists', invert: true }),
    equals: (value) => ({ key, op: 'equal', value }),
    differsFrom: (value) => ({ key, op: 'equal', value, invert: true }),
    isOneOf: (...values) => ({ key, op: 'in', values: oneOf(values) }),
    isNoneOf: (...values) => ({ key, op: 'in', values: oneOf(values), invert: true }),
    lessThan: numeric('lessNumeric', false),
    atMost: numeric('lessOrEqualNumeric', false),
    moreThan: numeric('lessOrEqualNumeric', true),
    atLeast: numeric('lessNumeric', true),
  };
}
