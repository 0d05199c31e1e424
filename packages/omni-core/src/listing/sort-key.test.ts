import { describe, expect, it } from 'vitest';
import { compareKeys, type SortKey, sortKeyOf } from './sort-key.ts';

describe('a sort key', () => {
  it.each<[string, unknown, SortKey]>([
    ['a number is itself', 10, 10],
    ['what is no number is nothing', Number.NaN, null],
    ['a large whole number is about itself', 2n ** 60n, 2 ** 60],
    ['true comes behind false', true, 1],
    ['a time is its milliseconds', new Date(1_500), 1_500],
    ['a time of the wire is its milliseconds', { seconds: 2n, nanos: 500_000_000 }, 2_500],
    ['an object that only looks like a time is its text', { seconds: 2, nanos: 5 }, '{"seconds":2,"nanos":5}'],
    ['an object is its text', { a: 1n }, '{"a":"1"}'],
    ['a list is the text of its items', ['b', 2, null], 'b 2 '],
    ['an empty list is nothing', [], null],
    ['bytes are their digits', Uint8Array.of(10, 255), '0aff'],
    ['null is nothing', null, null],
    ['what is absent is nothing', undefined, null],
    ['a long text is cut, because keys travel in cursors', 'x'.repeat(300), 'x'.repeat(200)],
  ])('%s', (_name, value, key) => {
    expect(sortKeyOf(value)).toBe(key);
  });

  it('puts numbers before texts, and nothing last', () => {
    const keys: SortKey[] = [null, 'b', 10, 'a', -1, null, 9];

    expect(keys.toSorted(compareKeys)).toEqual([-1, 9, 10, 'a', 'b', null, null]);
  });
});
