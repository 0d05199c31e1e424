import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelTerm } from '../state/query.ts';
import { label } from './label.ts';
import { matchesLabels } from './match-labels.ts';

const labels = { cores: '8', memory: '16GiB', disk: '500 G', name: 'm', empty: '' };

describe('a label', () => {
  it.each<[string, LabelTerm, boolean]>([
    ['is there', label('name').exists(), true],
    ['is there without a value', label('empty').exists(), true],
    ['is missing', label('other').missing(), true],
    ['has a value', label('name').equals('m'), true],
    ['has another value', label('name').differsFrom('x'), true],
    ['is missing, which differs from every value', label('other').differsFrom('x'), true],
    ['is missing, which equals no value', label('other').equals(''), false],
    ['has one of some values', label('name').isOneOf('a', 'm'), true],
    ['has none of some values', label('name').isNoneOf('a', 'm'), false],
    ['is missing, which is none of some values', label('other').isNoneOf('a'), true],
    ['is less than a number', label('cores').lessThan(10), true],
    ['is not less than itself', label('cores').lessThan(8), false],
    ['is at most itself', label('cores').atMost(8), true],
    ['is more than a number', label('cores').moreThan(7n), true],
    ['is at least itself', label('cores').atLeast(8), true],
    ['is compared by its unit', label('memory').moreThan('16 GB'), true],
    ['is compared across units', label('memory').atMost('16384MiB'), true],
    ['may have a blank before its unit', label('disk').atLeast('500000M'), true],
    ['is no number, which is never less', label('name').lessThan(1), false],
    ['is no number, which is never at least either', label('name').atLeast(1), false],
    ['is missing, which is neither', label('other').lessThan(1), false],
    ['is compared with what is no number, which never holds', label('cores').lessThan('many'), false],
    ['has an unknown unit, which counts nothing', label('cores').atMost('8parts'), true],
    ['comes before a text', { key: 'name', op: 'less', value: 'n' }, true],
    ['does not come before itself', { key: 'name', op: 'less', value: 'm' }, false],
    ['comes no later than itself', { key: 'name', op: 'lessOrEqual', value: 'm' }, true],
    ['is missing, which comes nowhere', { key: 'other', op: 'lessOrEqual', value: 'm' }, false],
  ])('%s', (_name, term, holds) => {
    expect(matchesLabels(labels, [term])).toBe(holds);
  });

  it('is not taken from what every object has', () => {
    expect(matchesLabels({}, [label('constructor').exists()])).toBe(false);
  });
});

describe('any selector', () => {
  const term = fc
    .tuple(fc.constantFrom(...Object.keys(labels), 'other'), fc.constantFrom('m', '8', '', '16GiB'), fc.nat(3))
    .map(([key, value, choice]): LabelTerm => {
      const on = label(key);
      return [on.exists(), on.equals(value), on.isOneOf(value, 'x'), on.lessThan(value)][choice] ?? on.exists();
    });

  it('holds when all of its terms do', () => {
    fc.assert(
      fc.property(fc.array(term), (query) => {
        expect(matchesLabels(labels, query)).toBe(query.every((each) => matchesLabels(labels, [each])));
      }),
    );
  });

  it('holds inverted exactly when it does not hold, but for numbers, where both need one', () => {
    fc.assert(
      fc.property(term, (each) => {
        const inverted = matchesLabels(labels, [{ ...each, invert: true }]);
        const isNumeric = each.op === 'lessNumeric' || each.op === 'lessOrEqualNumeric';

        expect(inverted && matchesLabels(labels, [each])).toBe(false);
        if (!isNumeric) expect(inverted).toBe(!matchesLabels(labels, [each]));
      }),
    );
  });
});
