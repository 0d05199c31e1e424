import { expect, test } from 'vitest';
import { labelOperation as op } from './label-query.ts';
import { parseSelector } from './selector.ts';

test.each([
  ['k', [{ key: 'k', op: op.exists, value: [], invert: false }]],
  ['!k', [{ key: 'k', op: op.exists, value: [], invert: true }]],
  ['omni.sidero.dev/arch = amd64', [{ key: 'omni.sidero.dev/arch', op: op.equal, value: ['amd64'], invert: false }]],
  ['k!=v', [{ key: 'k', op: op.equal, value: ['v'], invert: true }]],
  ['k == two words', [{ key: 'k', op: op.equal, value: ['two words'], invert: false }]],
  ['k in (b, a, b)', [{ key: 'k', op: op.in, value: ['a', 'b'], invert: false }]],
  ['k notin (a)', [{ key: 'k', op: op.in, value: ['a'], invert: true }]],
  ['k > 10', [{ key: 'k', op: op.lessOrEqualNumeric, value: ['10'], invert: true }]],
  ['k >= 10', [{ key: 'k', op: op.lessNumeric, value: ['10'], invert: true }]],
  ['k="a,\\"b"', [{ key: 'k', op: op.equal, value: ['a,"b'], invert: false }]],
  [
    'a,!b',
    [
      { key: 'a', op: op.exists, value: [], invert: false },
      { key: 'b', op: op.exists, value: [], invert: true },
    ],
  ],
])('%s', (text, terms) => {
  expect(parseSelector(text)).toEqual(terms);
});

test.each(['', '=', 'a b', 'k in a', 'k = (', 'k,'])('refuses %j', (text) => {
  expect(() => parseSelector(text)).toThrow(/failed to parse selector/);
});
