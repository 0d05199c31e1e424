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
      const measured = await suite.measure(rounds);
      console.error(printDurations(suite.name, measured));
      rows.push(...rowsOf(suite, measured));
    } catch (error) {
      complete = false;
      fail(`suite ${suite.name} failed: ${inspect(error)}`);
    }
  }
  console.log(`\nRatios inside one round, ${rounds} rounds; the median is judged.\n\n${printRows(rows)}`);
  const missed = rows.filter((row) => row.goal?.bar === true && !reached(row));
  for (const { name } of missed) fail(`the bar is missed: ${name}`);
  if (values.write && complete) await writeFigures({ rows, rounds, machine: await describeMachine() });
  if (values.write) console.log(complete ? `\nwritten to ${PAGE}` : '\nnot written: a suite is missing');
}

function fail(message: string): void {
  console.error(`bench: ${message}`);
  process.exitCode = 1;
}
