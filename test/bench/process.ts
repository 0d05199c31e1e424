import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms } from '../interop/harness/go-programs.ts';
import { prepareOmnictl } from '../interop/harness/omnictl.ts';
import { bundle } from './bundle.ts';
import { measureInRotation, timed } from './rotation.ts';
import type { Suite } from './suite.ts';

const run = promisify(execFile);
const MACHINES = 3_000;
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

/** From starting a process to its last byte of JSON: a small program of ours, and omnictl. */
export const processSuite: Suite = {
  name: 'process',
  comparisons: [
    {
      name: `process that prints ${MACHINES} as JSON / omnictl get -o json`,
      subject: 'ours',
      base: 'omnictl',
      goal: { atMost: 0.6, bar: true },
    },
  ],
  async measure(rounds) {
    await buildGoPrograms();
    const directory = await mkdtemp(path.join(tmpdir(), 'fleetwright-bench-'));
    await using _cleanup = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
    const program = await bundle(directory, 'print-fleet', `import '${import.meta.dirname}/print-fleet.ts';`);
    await using server = await startCosiServer({ machines: MACHINES, omni: true, freeze: true });
    await using omnictl = await prepareOmnictl(server);
    const env = { OMNI_ENDPOINT: server.endpoint, OMNI_SERVICE_ACCOUNT_KEY: server.serviceAccountKey };
    const answers = { ours: '', omnictl: '' };

    const measured = await measureInRotation(
      [
        {
          name: 'ours',
          run: () =>
            timed(async () => {
              const options = { env, maxBuffer: MOST_OUTPUT_BYTES };
              answers.ours = (await run(process.execPath, [program], options)).stdout;
            }),
        },
        {
          name: 'omnictl',
          run: () =>
            timed(async () => {
              answers.omnictl = await omnictl.ok(['get', 'machinestatus', '-o', 'json']);
            }),
        },
      ],
      rounds,
    );
    if (answers.ours !== answers.omnictl) throw new Error('the two processes print different JSON');
    return measured;
  },
};
