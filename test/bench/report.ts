import { type Goal, type Row, reached } from './ratio.ts';
import type { Rounds } from './rotation.ts';

const HEADER = ['suite', 'ratio of', 'min', 'median', 'max', 'goal', 'verdict'] as const;

/** The table the bench prints, with one line per row. */
export function printRows(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.suite,
    row.name,
    printNumber(row.ratio.min),
    printNumber(row.ratio.median),
    printNumber(row.ratio.max),
    row.goal === undefined ? '-' : printGoal(row.goal),
    row.goal === undefined ? '-' : reached(row) ? 'ok' : 'MISS',
  ]);
  const table = [[...HEADER], ...cells];
  const widths = HEADER.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

/** Median milliseconds, for orientation only: they belong to this machine at this moment. */
export function printDurations(suite: string, rounds: Rounds): string {
  const medians = [...rounds].map(([name, samples]) => {
    const sorted = samples.map(({ wallMs }) => wallMs).sort((a, b) => a - b);
    return `${name} ${printNumber(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)} ms`;
  });
  return `${suite}: ${medians.join(', ')}`;
}

/** `<= 2`, and whether missing it fails the bench. */
export function printGoal(goal: Goal): string {
  const limit = 'atMost' in goal ? `<= ${goal.atMost}` : `>= ${goal.atLeast}`;
  return goal.bar === true ? `${limit} (bar)` : limit;
}

/** Three digits that matter. */
export function printNumber(value: number): string {
  return value >= 1_000 ? String(Math.round(value)) : value.toPrecision(3);
}
