import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

const PROGRAM = fileURLToPath(new URL('testing/hostile-program.ts', import.meta.url));
const MEGABYTES = 1024;
/** Each takes a few seconds; a machine that is busy otherwise may need ten times as long. */
const WALL_MS = 120_000;
const ARGUMENTS = ['--conditions=fleetwright-source', `--max-old-space-size=${MEGABYTES}`, PROGRAM];
const CASES = JSON.parse(execFileSync(process.execPath, [...ARGUMENTS, '--list'], { encoding: 'utf8' })) as string[];

describe('a hostile template', () => {
  it.each(CASES)(
    'is refused inside fixed time and memory: %s',
    async (name) => {
      const { stdout } = await run(process.execPath, [...ARGUMENTS, name], { timeout: WALL_MS, killSignal: 'SIGKILL' });

      expect(JSON.parse(stdout)).toMatchObject({
        kind: 'refused',
        code: 'template_invalid',
        name: expect.stringMatching(/^Template(Limit|Load|Source|Invalid)Error$/),
        hint: expect.any(String),
      });
    },
    WALL_MS + 10_000,
  );
});
