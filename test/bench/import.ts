import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FUNCTION_NAMES, type FunctionName } from '../../functions/scripts/bundle-function.ts';
import { bundle } from './bundle.ts';
import type { Goal } from './ratio.ts';
import { leastOf, measureInRotation, type Sample, type Variant } from './rotation.ts';
import type { Comparison, Suite } from './suite.ts';

const run = promisify(execFile);

const ROOT = path.resolve(import.meta.dirname, '../..');
const HANDLERS = path.join(ROOT, 'functions/dist');
/** What serverless.yml sets for the handlers; nothing is called with it. */
const HANDLER_ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  SECRET_PREFIX: 'bench/',
  STATE_TABLE: 'bench',
  JOBS_QUEUE_URL: 'https://sqs.example.com/bench',
  REPORTS_BUCKET: 'bench',
  MAX_ATTEMPTS: '3',
};
/** Processes started for one figure. */
const PROCESSES = 3;
const GRPC = 'grpc-js alone';
const CLIENT = 'client entry';
const INSTALLED_GRPC = 'installed grpc-js alone';
const INSTALLED_CLIENT = 'installed client entry';

/**
 * Importing the client entry and each bundled handler, in a process of its own, against importing grpc-js alone: bundled
 * against bundled, and as npm installs them against as npm installs it.
 */
export const importSuite: Suite = {
  name: 'import',
  comparisons: [
    importing(CLIENT, GRPC, { atMost: 1.15, bar: true }),
    importing(INSTALLED_CLIENT, INSTALLED_GRPC, { atMost: 1.15, bar: true }),
    ...FUNCTION_NAMES.map((name) => importing(handlerOf(name), GRPC)),
  ],
  async measure(rounds) {
    const directory = await mkdtemp(path.join(tmpdir(), 'fleetwright-bench-'));
    await using _cleanup = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
    const grpc = await bundle(directory, 'grpc', `export { Client } from '@grpc/grpc-js';`);
    const client = await bundle(directory, 'client', `export { OmniClient } from '@fleetwright/omni-core/client';`);
    // As `npm run package` does it.
    await run('npm', ['run', 'bundle', '-w', '@fleetwright/functions'], { cwd: ROOT });

    const variants = [
      importOf(GRPC, pathToFileURL(grpc).href),
      importOf(CLIENT, pathToFileURL(client).href),
      // The workspace is linked into node_modules, so that these names mean what they do in a project of a user.
      importOf(INSTALLED_GRPC, '@grpc/grpc-js'),
      importOf(INSTALLED_CLIENT, '@fleetwright/omni-core/client'),
      ...FUNCTION_NAMES.map((name) => {
        const file = path.join(HANDLERS, name, 'index.mjs');
        return importOf(handlerOf(name), pathToFileURL(file).href);
      }),
    ];
    return await measureInRotation(variants, rounds);
  },
};

function importing(subject: string, base: string, goal?: Goal): Comparison {
  return { name: `${subject} / ${base}`, subject, base, ...(goal === undefined ? {} : { goal }) };
}

function handlerOf(name: FunctionName): string {
  return `${name} handler`;
}

/** Times the import alone, not the start of the process. */
function importOf(name: string, specifier: string): Variant {
  const program = `
    const cpu = process.cpuUsage();
    const start = performance.now();
    await import(${JSON.stringify(specifier)});
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }), () => process.exit());
  `;
  return {
    name,
    run: () =>
      leastOf(PROCESSES, async () => {
        const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
          cwd: ROOT,
          env: { ...process.env, ...HANDLER_ENVIRONMENT },
        });
        return JSON.parse(stdout) as Sample;
      }),
  };
}
