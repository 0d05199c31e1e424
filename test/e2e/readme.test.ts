import { OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeIn, runAsProgram } from './document-code.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const run = (name: string, code: string) => runAsProgram(code, { name, sandbox, directory: 'packages/tour/fleet' });

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
