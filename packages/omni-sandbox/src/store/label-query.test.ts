import { describe, expect, test } from 'vitest';
import { matchesLabels, labelOperation as op, parseQuantity } from './label-query.ts';

const LABELS = { role: 'worker', empty: '', cores: '8', mem: '16GiB' };

function matches(key: string, operation: number, value: readonly string[] = [], invert = false): boolean {
  return matchesLabels([{ terms: [{ key, op: operation, value, invert }] }], LABELS);
}

describe('label terms', () => {
  test.each([
    ['exists', matches('empty', op.exists), true],
    ['exists inverted', matches('empty', op.exists, [], true), false],
    ['exists on a missing key, inverted', matches('none', op.exists, [], true), true],
    ['not exists', matches('none', op.notExists), true],
    ['equal', matches('role', op.equal, ['worker']), true],
    ['equal on a missing key', matches('none', op.equal, ['']), false],
    ['equal inverted on a missing key', matches('none', op.equal, ['x'], true), true],
    ['in', matches('role', op.in, ['cp', 'worker']), true],
    ['in inverted on a missing key', matches('none', op.in, ['x'], true), true],
    ['less', matches('role', op.less, ['z']), true],
    ['less inverted', matches('role', op.less, ['z'], true), false],
    ['less or equal', matches('role', op.lessOrEqual, ['worker']), true],
    ['less on a missing key, inverted', matches('none', op.less, ['z'], true), false],
    ['numeric less', matches('cores', op.lessNumeric, ['10']), true],
    ['numeric greater', matches('cores', op.lessOrEqualNumeric, ['4'], true), true],
    ['numeric with units', matches('mem', op.lessOrEqualNumeric, ['16384Mi']), true],
    ['an unreadable number, inverted', matches('role', op.lessNumeric, ['4'], true), false],
    ['an unknown operation', matches('role', 99), false],
  ])('%s', (_name, actual, expected) => {
    expect(actual).toBe(expected);
  });

  test('all terms of a query must hold, but only one query', () => {
    const yes = { key: 'role', op: op.exists, value: [], invert: false };
    const no = { key: 'none', op: op.exists, value: [], invert: false };

    expect(matchesLabels([{ terms: [yes, no] }], LABELS)).toBe(false);
    expect(matchesLabels([{ terms: [no] }, { terms: [yes] }], LABELS)).toBe(true);
    expect(matchesLabels([], LABELS)).toBe(true);
  });

  test('keys that every JavaScript object has are not there unless set', () => {
    const term = { key: 'constructor', op: op.exists, value: [], invert: false };

    expect(matchesLabels([{ terms: [term] }], {})).toBe(false);
  });
});

test.each([
  ['16GiB', 16n << 30n],
  ['53GB', 53_000_000_000n],
  ['-3k', -3000n],
  ['64', 64n],
  ['1.5Gi', undefined],
  ['GiB', undefined],
])('the quantity %s is %s', (text, expected) => {
  expect(parseQuantity(text)).toBe(expected);
});
