import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const output = new URL('../../.serverless/', import.meta.url);

/** One resource of the CloudFormation template. */
export interface StackResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  // What a type has here is CloudFormation's business; the checks ask for what they need.
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface PackagedStack {
  readonly resources: Readonly<Record<string, StackResource>>;
  /** SHA-256 of each zip, by file name. */
  readonly digests: Readonly<Record<string, string>>;
  /** Size of each zip in bytes, by file name. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Runs `npm run package` as a person would, without the network and without AWS credentials, and reads the result. */
export async function packageStack(): Promise<PackagedStack> {
  await rm(output, { recursive: true, force: true });
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_PROFILE: '',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  };
  await execute('npm', ['run', 'package'], { cwd: root, env });
  const zips = (await readdir(output)).filter((name) => name.endsWith('.zip'));
  const contents = await Promise.all(zips.map(async (name) => [name, await readFile(new URL(name, output))] as const));
  const template = JSON.parse(await readFile(new URL('cloudformation-template-update-stack.json', output), 'utf8'));
  return {
    resources: template.Resources,
    digests: Object.fromEntries(contents.map(([name, zip]) => [name, createHash('sha256').update(zip).digest('hex')])),
    sizes: Object.fromEntries(contents.map(([name, zip]) => [name, zip.length])),
  };
}
