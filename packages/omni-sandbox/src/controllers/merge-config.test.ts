import { describe, expect, test } from 'vitest';
import { mergeConfig } from './merge-config.ts';

describe('mergeConfig', () => {
  test.each([
    ['merges mappings', { a: { b: 1, c: 2 } }, { a: { c: 3, d: 4 } }, { a: { b: 1, c: 3, d: 4 } }],
    ['lets lists grow', { a: [1] }, { a: [2] }, { a: [1, 2] }],
    ['replaces what is of another kind', { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['leaves alone what a patch leaves empty', { a: 1 }, { a: null }, { a: 1 }],
    ['takes out what a patch deletes', { a: { b: 1 }, c: 2 }, { a: { $patch: 'delete' } }, { c: 2 }],
    ['adds what is not there', {}, { a: { b: [1] } }, { a: { b: [1] } }],
  ])('%s', (_name, base, patch, merged) => {
    expect(mergeConfig(base, patch)).toEqual(merged);
  });
});
