import { parseArgs } from 'node:util';
import { runFuzz } from './run-fuzz.ts';
import { TARGETS } from './targets.ts';

// Looks for inputs that the library does not cope with, until the time is up: npm run fuzz -- --seconds 600

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: new Date().toISOString() },
    target: { type: 'string', multiple: true, default: TARGETS.map(({ name }) => name) },
  },
});
const ROUND = 500;
const until = Date.now() + Number(values.seconds) * 1000;
console.log(`seed ${values.seed}`);
for (let from = 0; Date.now() < until; from += ROUND) {
  const failures = await runFuzz({ targets: values.target, inputs: ROUND, from, seed: values.seed });
  console.log(`${from + ROUND} inputs each: ${failures.length} failures`);
  for (const { target, input, reason } of failures) console.log(`\n${target}: ${reason}\n${input}`);
  if (failures.length === 0) continue;
  process.exitCode = 1;
  break;
}
