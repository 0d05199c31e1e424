import { describe, expect, it } from 'vitest';
import { yamlValues } from './yaml-values.ts';

describe('yamlValues', () => {
  it('reads every document', () => {
    expect(yamlValues('a: 1\nb: &x [y]\nc: *x\n---\n---\ntext\n')).toEqual({
      values: [{ a: 1, b: ['y'], c: ['y'] }, null, 'text'],
    });
    expect(yamlValues('')).toEqual({ values: [] });
  });

  it('keeps whole numbers that are too large for others', () => {
    expect(yamlValues('a: 9007199254740993', { intAsBigInt: true })).toEqual({ values: [{ a: 9007199254740993n }] });
  });

  it.each([
    ['broken YAML', 'a: {', 'BAD_INDENT'],
    ['a second document that is broken', 'a: b\n---\n"', 'MISSING_CHAR'],
    ['an alias without its anchor', 'a: *secret', 'aliases that lead nowhere, or to too much'],
    [
      'aliases that grow without end',
      `a: &a [x]\n${[...'bcdefg'].map((name, index) => `${name}: &${name} [${`*${'abcdef'[index]}, `.repeat(9)}x]`).join('\n')}`,
      'aliases that lead nowhere, or to too much',
    ],
    ['an alias of itself', 'a: &a [{b: *a}]', 'an alias of itself'],
    ['a key that is a list', '? [a]\n: b', 'a key that is no text'],
    ['keys in keys, for which the library takes minutes', '? '.repeat(600), 'a key that is no text'],
    ['an alias as a key', 'a: &a b\n*a : c', 'a key that is no text'],
    ['more levels than there is stack', '['.repeat(100_000), 'RESOURCE_EXHAUSTION'],
  ])('refuses %s', (_name, text, problem) => {
    expect(yamlValues(text)).toEqual({ problem });
  });
});
