import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const server = fileURLToPath(new URL('moto-server.py', import.meta.url));
/** A virtual environment that is kept between runs. */
const environment = fileURLToPath(new URL('../../.cache/moto/', import.meta.url));
/** Written last: what is installed here, completely. */
const stamp = `${environment}installed-requirements.txt`;

/** What {@link installMoto} came to. */
export type MotoInstallation =
  | { readonly kind: 'ready'; readonly command: readonly [program: string, ...args: string[]] }
  | { readonly kind: 'unusable'; readonly reason: string };

/**
 * Finds moto: the program `MOTO_SERVER` names, else the pinned one in `.cache/moto`, which is installed with python3 and
 * pip when it is not there or the pins have changed. Never throws.
 */
export async function installMoto(): Promise<MotoInstallation> {
  const own = process.env['MOTO_SERVER'];
  if (own) return { kind: 'ready', command: [own] };
  const python = `${environment}bin/python`;
  const pins = await readFile(requirements, 'utf8');
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) !== pins) {
    const reason = await install(python, pins);
    if (reason !== undefined) return { kind: 'unusable', reason };
  }
  return { kind: 'ready', command: [python, server] };
}

/** Answers why not, if not. */
async function install(python: string, pins: string): Promise<string | undefined> {
  console.log('moto: installing into .cache/moto (half a minute, once)');
  await rm(environment, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', environment]);
  } catch {
    return 'python3 with its venv module is not on the PATH';
  }
  try {
    await run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--requirement',
      requirements,
    ]);
  } catch (error) {
    const last = error instanceof Error ? error.message.trim().split('\n').at(-1) : undefined;
    return `pip could not install moto: ${last}`;
  }
  await writeFile(stamp, pins);
  return undefined;
}
