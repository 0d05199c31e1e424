import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOmniError } from '../errors/omni-error.ts';
import { SelectorError } from '../errors/selector-error.ts';
import type { LabelQuery, LabelTerm } from '../state/query.ts';
import { compareBytes } from './compare-bytes.ts';
import { label } from './label.ts';
import { parseSelector, parseSelectors } from './parse-selector.ts';
import { printSelector } from './print-selector.ts';

describe('parseSelector', () => {
  it.each<[string, LabelQuery]>([
    ['', []],
    ['  ', []],
    ['a', [label('a').exists()]],
    ['! a', [label('a').missing()]],
    ['a=b', [label('a').equals('b')]],
    ['a == b', [label('a').equals('b')]],
    ['a !=b', [label('a').differsFrom('b')]],
    ['a=', [label('a').equals('')]],
    ['a=,b', [label('a').equals(''), label('b').exists()]],
    ['a in (y, x,x)', [label('a').isOneOf('x', 'y')]],
    ['a notin(x)', [label('a').isNoneOf('x')]],
    ['a notin ()', [label('a').isNoneOf('')]],
    ['a in (,b)', [label('a').isOneOf('', 'b')]],
    ['a in (b,,c,)', [label('a').isOneOf('', 'b', 'c')]],
    ['a<1', [label('a').lessThan(1)]],
    ['a <= 1', [label('a').atMost(1)]],
    ['a > 16GiB', [label('a').moreThan('16GiB')]],
    ['a>=8', [label('a').atLeast(8)]],
    ['"a b"="c,\\"d\\\\"', [label('a b').equals('c,"d\\')]],
    ['in, notin = in', [label('in').exists(), label('notin').equals('in')]],
    [
      'omni.sidero.dev/cluster=demo, b in (c,d) ,!e',
      [label('omni.sidero.dev/cluster').equals('demo'), label('b').isOneOf('c', 'd'), label('e').missing()],
    ],
    // Behind an operator a space is part of the value, also the last one; omnictl reads it so.
    ['a = b c ,d', [label('a').equals('b c '), label('d').exists()]],
    ['a=b"c', [label('a').equals('b"c')]],
  ])('reads %j', (text, query) => {
    expect(parseSelector(text)).toEqual(query);
  });

  it.each<[string, number]>([
    ['a b', 2],
    ['a in b', 5],
    ['a in (b', 7],
    ['a in (=)', 6],
    ['a in (b,,)', 9],
    ['a in (,,)', 8],
    ['=x', 0],
    ['a,', 2],
    [',a', 0],
    ['!', 1],
    ['!a=b', 2],
    ['a=!b', 2],
    ['a===b', 3],
    ['"a', 0],
    ['"a\\"', 0],
    ['a "in" (b)', 2],
    ['a=b)', 3],
    ['a\0b', 1],
  ])('refuses %j at character %i', (text, position) => {
    expect(() => parseSelector(text)).toThrow(SelectorError);
    expect(() => parseSelector(text)).toThrow(expect.objectContaining({ code: 'invalid_argument', position }));
  });

  it('reads any text, or refuses it within the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[ab ,!=<>()"\\in]*$/)), (text) => {
        try {
          const query = parseSelector(text);
          expect(parseSelector(printSelector(query))).toEqual(query);
        } catch (error) {
          expect(error).toBeInstanceOf(SelectorError);
          if (error instanceof SelectorError) expect(error.position).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseSelectors', () => {
  it('takes any of several selectors, and everything when one asks for everything', () => {
    expect(parseSelectors(['a', 'b=c'])).toEqual([[label('a').exists()], [label('b').equals('c')]]);
    expect(parseSelectors(['a', ''])).toEqual([]);
    expect(parseSelectors('a')).toEqual([[label('a').exists()]]);
  });
});

describe('printSelector', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  const key = fc.oneof(text, fc.constantFrom('in', 'notin', 'omni.sidero.dev/cluster'));
  const term: fc.Arbitrary<LabelTerm> = fc
    .tuple(key, text, fc.array(text, { minLength: 1 }), fc.nat(9))
    .map(([name, value, [first = '', ...rest], choice]) => {
      const on = label(name);
      const terms = [
        on.exists(),
        on.missing(),
        on.equals(value),
        on.differsFrom(value),
        on.isOneOf(first, ...rest),
        on.isNoneOf(first, ...rest),
        on.lessThan(value),
        on.atMost(value),
        on.moreThan(value),
        on.atLeast(value),
      ];
      return terms[choice] ?? on.exists();
    });

  it('prints what is read back as the same query', () => {
    fc.assert(
      fc.property(fc.array(term), (query) => {
        expect(parseSelector(printSelector(query))).toEqual(query);
      }),
    );
  });

  it('quotes only where it must', () => {
    const query = [label('a/b').equals('c-d'), label('e f').missing(), label('g').isOneOf('in', 'h')];

    expect(printSelector(query)).toBe('a/b=c-d,!"e f",g in (h, "in")');
  });

  it('refuses what has no text form', () => {
    const inexpressible: LabelQuery[] = [[{ key: 'a', op: 'less', value: 'b' }], [label('a').equals('\0')]];

    for (const query of inexpressible) {
      expect(() => printSelector(query)).toThrow(expect.toSatisfy((error) => isOmniError(error, 'invalid_argument')));
    }
  });
});

describe('compareBytes', () => {
  it('orders any texts as their bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareBytes(left, right))).toBe(
          Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right))),
        );
      }),
    );
  });
});
