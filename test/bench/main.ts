import { inspect, parseArgs } from 'node:util';
import { diffSuite } from './diff.ts';
import { fleetSuite } from './fleet.ts';
import { heapSuite } from './heap.ts';
import { importSuite } from './import.ts';
import { listSuite } from './list.ts';
import { memorySuite } from './memory.ts';
import { processSuite } from './process.ts';
import { type Row, reached } from './ratio.ts';
import { printDurations, printRows } from './report.ts';
import { signSuite } from './sign.ts';
import { startSuite } from './start.ts';
import type { Suite } from './suite.ts';
import { watchSuite } from './watch.ts';

const SUITES: readonly Suite[] = [
  signSuite,
  listSuite,
  watchSuite,
  heapSuite,
  memorySuite,
  processSuite,
  diffSuite,
  fleetSuite,
  importSuite,
  startSuite,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '7' },
  },
});
const rounds = Number(values.rounds);
const unknown = values.only?.find((name) => !SUITES.some((suite) => suite.name === name));

if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds takes a whole number above 0, not ${values.rounds}`);
else if (unknown !== undefined) fail(`there is no suite ${unknown}; take ${SUITES.map(({ name }) => name).join(', ')}`);
else await bench(SUITES.filter(({ name }) => values.only?.includes(name) ?? true));

async function bench(suites: readonly Suite[]): Promise<void> {
  const rows: Row[] = [];
  for (const suite of suites) {
    try {
      const result = await suite.measure(rounds);
      console.error(printDurations(suite.name, result.rounds));
      rows.push(...result.rows);
    } catch (error) {
      fail(`suite ${suite.name} failed: ${inspect(error)}`);
    }
  }
  console.log(`\nRatios inside one round, ${rounds} rounds; the median is judged.\n\n${printRows(rows)}`);
  const missed = rows.filter((row) => row.goal?.bar === true && !reached(row));
  for (const { name } of missed) fail(`the bar is missed: ${name}`);
}

function fail(message: string): void {
  console.error(`bench: ${message}`);
  process.exitCode = 1;
}
