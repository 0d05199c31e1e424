import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const examples = new URL('.cache/readme/', root);
const fleet = fileURLToPath(new URL('packages/tour/fleet/', root));
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await mkdir(examples, { recursive: true });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

/** Runs a piece of the README as its reader would: a file of its own, in a directory with templates. */
async function run(name: string, code: string): Promise<string> {
  const file = new URL(`${name}.ts`, examples);
  await writeFile(file, code);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=fleetwright-source', fileURLToPath(file)],
    {
      cwd: fleet,
      env: { ...process.env, OMNI_ENDPOINT: sandbox.endpoint, OMNI_SERVICE_ACCOUNT_KEY: sandbox.serviceAccountKey },
    },
  );
  return stdout;
}

/** The TypeScript blocks of a document, in order. */
async function codeIn(path: string): Promise<string[]> {
  const text = await readFile(new URL(path, root), 'utf8');
  return Array.from(text.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code);
}

describe('the code in the READMEs', () => {
  it('runs as printed: a template is planned and applied, then the fleet is read and changed', async () => {
    const [library = '', templates = ''] = await codeIn('README.md');
    const [firstSteps = ''] = await codeIn('packages/omni-core/README.md');

    const applied = await run('templates', templates);
    await using omni = new OmniClient({
      endpoint: sandbox.endpoint,
      credentials: await parseServiceAccountKey(sandbox.serviceAccountKey),
    });
    await omni.clusters.waitUntilReady('harbour');
    const read = await run('library', library);
    await run('first-steps', firstSteps);
    const cluster = await omni.resources.get(types.Cluster, 'harbour');

    expect(applied).toContain('* creating (dry run) Clusters.omni.sidero.dev(harbour)');
    expect(applied).toContain('8 steps done');
    expect(read).toContain('harbour 1.11.3 1.34.1');
    expect(read).toContain('created harbour true');
    expect(cluster.metadata.labels).toEqual({ env: 'production' });
  }, 60_000);
});
