import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Row, reached } from './ratio.ts';
import { printGoal, printNumber } from './report.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** The page, from the root of the repository. Everything but its figures is written by hand. */
export const PAGE = 'packages/omni-core/docs/performance.md';
const BEGIN = '<!-- Written by npm run bench -- --write. -->';
const HEADER = ['suite', 'ratio of', 'goal', 'min', 'median', 'max', 'verdict'];
const END = '<!-- End of what is written. -->';

/** What one run of all suites found. */
export interface Figures {
  readonly rows: readonly Row[];
  readonly rounds: number;
  /** One line. */
  readonly machine: string;
}

/** Puts figures into the page. @throws {Error} when the place for them is not marked */
export async function writeFigures(figures: Figures): Promise<void> {
  const file = path.join(ROOT, PAGE);
  await writeFile(file, withFigures(await readFile(file, 'utf8'), figures));
}

/** A page with the figures between its marks replaced. @throws {Error} when there are no marks */
export function withFigures(page: string, figures: Figures): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`${PAGE} has no place for figures`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${printFigures(figures)}\n${page.slice(end)}`;
}

/** The figures as Markdown. */
export function printFigures({ rows, rounds, machine }: Figures): string {
  const table = [HEADER, HEADER.map(() => '---'), ...rows.map(cellsOf)];
  return `${machine}; ${rounds} rounds.\n\n${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function cellsOf(row: Row): readonly string[] {
  const { ratio, goal } = row;
  const { min, median, max } = ratio;
  const verdict = goal === undefined ? '' : reached(row) ? 'ok' : 'missed';
  return [rowKey(row), ...[min, median, max].map(printNumber), verdict];
}

/** What a row compares and what it shall reach, as the page has it. */
export function rowKey({ suite, name, goal }: Omit<Row, 'ratio'>): string {
  return `\`${suite}\` | ${name} | ${goal === undefined ? '' : printGoal(goal)}`;
}

/** The {@link rowKey} of every row a page shows. */
export function rowsOnPage(page: string): readonly string[] {
  return page.split('\n').flatMap((line) => /^\| (`\w+` \| .*?) \|(?: [\d.e+-]+ \|){3} \w* \|$/.exec(line)?.[1] ?? []);
}
