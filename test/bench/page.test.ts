import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { PAGE, printFigures, rowKey, rowsOnPage, withFigures } from './page.ts';
import { SUITES } from './suites.ts';

const ROWS = [
  {
    suite: 'one',
    name: 'this / that',
    ratio: { min: 0.5, median: 1.234, max: 20_000 },
    goal: { atMost: 2, bar: true },
  },
  { suite: 'two', name: 'a, b / c', ratio: { min: 1, median: 2, max: 3 }, goal: undefined },
] as const;

describe('the page about performance', () => {
  test('shows every comparison of every suite with its goal, and no other', async () => {
    const page = await readFile(new URL(`../../${PAGE}`, import.meta.url), 'utf8');

    const compared = SUITES.flatMap(({ name: suite, comparisons }) =>
      comparisons.map(({ name, goal }) => rowKey({ suite, name, goal })),
    );

    expect(rowsOnPage(page)).toEqual(compared);
  });

  test('keeps what is written by hand when the figures change', () => {
    const page = withFigures(
      '# Title\n\n<!-- Written by npm run bench -- --write. -->\nold\n<!-- End of what is written. -->\nend\n',
      {
        rows: ROWS,
        rounds: 3,
        machine: 'a machine',
      },
    );

    expect(page).toMatch(/^# Title\n[\s\S]*a machine; 3 rounds\.[\s\S]*\nend\n$/);
    expect(page).not.toContain('old');
    expect(rowsOnPage(page)).toEqual(ROWS.map(rowKey));
  });

  test('has no place for figures without its marks', () => {
    expect(() => withFigures('# Title\n', { rows: ROWS, rounds: 3, machine: '' })).toThrow('no place for figures');
  });

  test('says what was reached', () => {
    const table = printFigures({ rows: ROWS, rounds: 3, machine: 'a machine' });

    expect(table).toContain('| `one` | this / that | <= 2 (bar) | 0.500 | 1.23 | 20000 | ok |');
    expect(table).toContain('| `two` | a, b / c |  | 1.00 | 2.00 | 3.00 |  |');
  });
});
