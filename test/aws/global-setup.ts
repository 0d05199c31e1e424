import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Moto, startMoto } from './start-moto.ts';

let moto: Moto | undefined;

/** One moto for all suites, and the functions packaged once, as a person would for the stage `test`. */
export async function setup(): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  moto = await startMoto();
  Object.assign(process.env, {
    FLEETWRIGHT_CONFIG: `${root}functions/config.example.yml`,
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  });
  await promisify(execFile)('npm', ['run', 'package', '--', '--stage', 'test'], { cwd: root });
}

export async function teardown(): Promise<void> {
  await moto?.[Symbol.asyncDispose]();
}
