import { OmniError } from '../../errors/omni-error.ts';
import { compareBytes } from '../../selectors/compare-bytes.ts';
import type { PrintedValue } from '../printed-value.ts';

/**
 * Compares two scalars of one kind, as kubectl's filters do; a whole number and a float are of different kinds.
 * @throws {OmniError} `invalid_argument` for values that cannot be compared this way
 */
export function compareValues(left: PrintedValue, operator: string, right: PrintedValue): boolean {
  if (!isComparable(left) || !isComparable(right) || typeof left !== typeof right) throw incomparable();
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left === 'boolean' || typeof right === 'boolean') throw incomparable();
  const areTexts = typeof left === 'string' || typeof right === 'string';
  const order = areTexts ? compareBytes(String(left), String(right)) : left < right ? -1 : Number(left > right);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

function isComparable(value: PrintedValue): value is boolean | bigint | number | string {
  return value !== null && typeof value !== 'object';
}

function incomparable(): OmniError {
  return new OmniError('invalid_argument', 'the JSONPath does not fit: a filter compares values of different kinds');
}
