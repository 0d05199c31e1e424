import { fileURLToPath } from 'node:url';
import { types } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientV1 } from '../testing/clients.ts';
import { demoTemplate } from '../testing/templates.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ controllers: { enabled: false } });
});

afterAll(() => sandbox[Symbol.asyncDispose]());

/** How a client starts the server: the very command of the package, from its sources. */
function command(...flags: readonly string[]) {
  return {
    command: process.execPath,
    args: ['--conditions=fleetwright-source', fileURLToPath(new URL('../main.ts', import.meta.url)), ...flags],
    env: {
      OMNI_ENDPOINT: sandbox.endpoint,
      OMNI_SERVICE_ACCOUNT_KEY: sandbox.serviceAccountKey,
      PATH: process.env['PATH'] ?? '',
    },
    stderr: 'pipe' as const,
  };
}

describe('the stdio entry', () => {
  it('serves a client of 2026', async () => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new StdioClientTransport(command()));

    const { structuredContent } = await client.callTool({ name: 'omni_list', arguments: { type: 'machinestatus' } });
    const { tools } = await client.listTools();
    await client.close();

    expect(structuredContent).toMatchObject({ data: { total: 10 } });
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
  });

  it('asks the person at a client of 2025 before it writes', async () => {
    const asked: string[] = [];
    await using client = await clientV1(new StdioV1(command('--access', 'operate')), (message) => {
      asked.push(message);
      return { action: 'accept', content: { approve: true } };
    });
    const template = demoTemplate([2]);

    const planned = await client.call('omni_template_sync', { template });
    const applied = await client.call('omni_template_sync', { template, plan_token: planned.data['plan_token'] });

    expect(applied.data).toMatchObject({ status: 'applied' });
    expect(asked).toEqual([expect.stringContaining('Sync cluster demo')]);
    expect(sandbox.state.find(types.Cluster, 'demo')).toBeDefined();
  });

  it('does not write for a client of 2025 that cannot ask', async () => {
    await using client = await clientV1(new StdioV1(command('--access', 'operate')));
    const template = demoTemplate([2], { label: 'other' });

    const planned = await client.call('omni_template_sync', { template });
    const refused = await client.call('omni_template_sync', { template, plan_token: planned.data['plan_token'] });

    expect(refused.data).toMatchObject({ code: 'NEEDS_CONFIRMATION' });
  });
});
