import { inspect, parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { PAGE, writeFigures } from './page.ts';
import { type Row, reached } from './ratio.ts';
import { printDurations, printRows } from './report.ts';
import { rowsOf, type Suite } from './suite.ts';
import { SUITES } from './suites.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '7' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const unknown = values.only?.find((name) => !SUITES.some((suite) => suite.name === name));

if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds takes a whole number above 0, not ${values.rounds}`);
else if (unknown !== undefined) fail(`there is no suite ${unknown}; take ${SUITES.map(({ name }) => name).join(', ')}`);
else if (values.write && values.only !== undefined) fail('--write takes a run of all suites');
else await bench(SUITES.filter(({ name }) => values.only?.includes(name) ?? true));

async function bench(suites: readonly Suite[]): Promise<void> {
  const rows: Row[] = [];
  let complete = true;
  for (const suite of suites) {
    try {
      rows.push(...(await measure(suite)));
    } catch (error) {
      complete = false;
      fail(`suite ${suite.name} failed: ${inspect(error)}`);
    }
  }
  console.log(`\nRatios inside one round, ${rounds} rounds; the median is judged.\n\n${printRows(rows)}`);
  for (const { name } of missedBars(rows)) fail(`the bar is missed: ${name}`);
  if (values.write && complete) await writeFigures({ rows, rounds, machine: await describeMachine() });
  if (values.write) console.log(complete ? `\nwritten to ${PAGE}` : '\nnot written: a suite is missing');
}

/**
 * Rows of a suite. One that misses a bar is measured once more, over twice as many rounds, and only that counts: what a
 * busy moment did is gone by then, what the code does is not.
 */
async function measure(suite: Suite): Promise<readonly Row[]> {
  const rows = await measureOnce(suite, rounds);
  if (missedBars(rows).length === 0) return rows;
  console.error(`${suite.name} misses a bar; measured again over ${rounds * 2} rounds`);
  return measureOnce(suite, rounds * 2);
}

async function measureOnce(suite: Suite, count: number): Promise<readonly Row[]> {
  const measured = await suite.measure(count);
  console.error(printDurations(suite.name, measured));
  return rowsOf(suite, measured);
}

function missedBars(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.goal?.bar === true && !reached(row));
}

function fail(message: string): void {
  console.error(`bench: ${message}`);
  process.exitCode = 1;
}
