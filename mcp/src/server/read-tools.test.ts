import {
  applyPlan,
  loadTemplate,
  newResource,
  OmniClient,
  parseServiceAccountKey,
  planSync,
  types,
} from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argumentFiles } from '../templates/argument-files.ts';
import { inProcess, legacyClient, modernClient, type TestClient } from '../testing/clients.ts';
import { demoTemplate, machine } from '../testing/templates.ts';
import { createOmniMcp } from './create-omni-mcp.ts';

let open: AsyncDisposableStack;
let sandbox: Sandbox;
let reader: OmniClient;

beforeAll(async () => {
  open = new AsyncDisposableStack();
  sandbox = open.use(await startSandbox({ seed: { machines: 60 }, controllers: { tickMs: 5 } }));
  const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
  reader = open.use(new OmniClient({ endpoint: sandbox.endpoint, credentials, readOnly: true }));
  await using writer = new OmniClient({ endpoint: sandbox.endpoint, credentials });
  const template = await loadTemplate(demoTemplate([2, 3]), { files: argumentFiles() });
  await applyPlan(await planSync(template, writer.resources), writer.resources);
  await writer.clusters.waitUntilReady('demo', { timeoutMs: 15_000 });
});

afterAll(() => open.disposeAsync());

describe.each([
  ['2026-07-28', modernClient],
  ['2025-11-25', legacyClient],
] as const)('a client of %s', (_revision, connect) => {
  let client: TestClient;

  beforeAll(async () => {
    client = await connect(inProcess(createOmniMcp({ instance: { name: 'test', reader } })));
  });

  afterAll(() => client[Symbol.asyncDispose]());

  it('is told who it is and what the server may do', async () => {
    const { data } = await client.call('omni_whoami');

    expect(data).toMatchObject({ instance: 'test', role: 'Admin', access: 'read', confirm: 'elicit' });
    expect(data['permissions']).toContain('canreadclusters');
  });

  it('finds types by words', async () => {
    const { data } = await client.call('omni_types', { query: 'machine status' });

    expect(data['types']).toContainEqual(
      expect.objectContaining({
        type: 'MachineStatuses.omni.sidero.dev',
        read_role: 'Reader',
        verbs: 'get,list,watch',
      }),
    );
  });

  it('walks through a listing without losing or repeating a row', async () => {
    const ids: unknown[] = [];
    let cursor: unknown;
    do {
      const { data } = await client.call('omni_list', {
        type: 'machinestatus',
        limit: 25,
        ...(cursor ? { cursor } : {}),
      });
      ids.push(...(data['rows'] as { id: string }[]).map(({ id }) => id));
      cursor = data['next_cursor'];
    } while (cursor !== undefined);

    expect(ids).toEqual(Array.from({ length: 60 }, (_, index) => machine(index + 1)));
  });

  it('cuts a page by bytes, not in the middle of a row', async () => {
    const { data, whole } = await client.call('omni_list', {
      type: 'machinestatus',
      view: 'full',
      max_bytes: 4096,
      limit: 50,
    });

    expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(5000);
    expect(data).toMatchObject({ total: 60, next_cursor: expect.any(String) });
    expect(whole).toMatchObject({ _meta: { 'dev.omni/label': { integrity: 'untrusted' } } });
  });

  it('narrows by labels and ids, and shows chosen fields', async () => {
    const { data } = await client.call('omni_list', {
      type: 'MachineStatus',
      selector: 'omni.sidero.dev/cluster=demo,omni.sidero.dev/role-worker',
      id_regexp: '2$',
      fields: ['spec.network.hostname', 'metadata.labels.omni.sidero.dev/cluster'],
    });

    expect(data['rows']).toEqual([
      { id: machine(2), 'spec.network.hostname': 'machine-2', 'metadata.labels.omni.sidero.dev/cluster': 'demo' },
    ]);
  });

  it('shows one resource as omnictl prints it', async () => {
    const { data, text } = await client.call('omni_get', { type: 'cluster', id: 'demo' });

    expect(data).toMatchObject({
      resource: { metadata: { id: 'demo' }, spec: { kubernetesversion: '1.35.0' } },
      truncated: false,
    });
    expect(text).toContain('kubernetesversion: 1.35.0');
  });

  it('shows the state of a cluster', async () => {
    const { data } = await client.call('omni_cluster', { cluster: 'demo', machines: 'all' });

    expect(data).toMatchObject({
      cluster: 'demo',
      healthy: true,
      locked: false,
      machines_total: 3,
      machines_left_out: 0,
    });
    expect(data['machine_sets']).toMatchObject([
      { id: 'demo-control-planes', total: 1 },
      { id: 'demo-workers', total: 2 },
    ]);
  });

  it.each([machine(2), 'machine-2'])('finds a machine by %s', async (name) => {
    const { data } = await client.call('omni_machine', { machine: name });

    expect(data).toMatchObject({
      id: machine(2),
      hostname: 'machine-2',
      cluster: 'demo',
      role: 'worker',
      stage: 'RUNNING',
    });
  });

  it('checks templates', async () => {
    const check = async (template: string, mode: string) =>
      (await client.call('omni_template_check', { template, mode })).data;

    expect(await check('hello', 'validate')).toMatchObject({ valid: false, issues: [expect.any(Object)] });
    expect(await check(demoTemplate([2]).replace('v1.35.0', 'latest'), 'validate')).toMatchObject({ valid: false });
    expect(await check(demoTemplate([2, 3]), 'validate')).toMatchObject({ valid: true, changes: [], documents: '' });
    expect((await check(demoTemplate([2]), 'render'))['documents']).toContain('Clusters.omni.sidero.dev');
    expect(await check(demoTemplate([2, 3]), 'diff')).toMatchObject({ valid: true, changes: [] });
    expect(await check(demoTemplate([2, 4]), 'diff')).toMatchObject({
      summary: 'Sync cluster demo: create 1, update 0, delete 1 resources',
    });
  });

  it('reads the files of a template from the call', async () => {
    const template = demoTemplate([2]).replace(
      /patches:[^-]*- name: labels\n {4}inline:\n[\s\S]*?---/,
      'patches:\n  - file: p.yaml\n---',
    );

    const without = await client.call('omni_template_check', { template });
    const withFile = await client.call('omni_template_check', {
      template,
      files: { 'p.yaml': 'machine: { nodeLabels: { a: b } }' },
    });

    expect(without.data).toMatchObject({ valid: false });
    expect(withFile.data).toMatchObject({ valid: true });
  });

  it('hands out access files that hold no secret', async () => {
    const kubeconfig = await client.call('omni_kubeconfig', { cluster: 'demo' });
    const talosconfig = await client.call('omni_talosconfig', { cluster: 'demo' });

    expect(kubeconfig.data['kubeconfig']).toContain('oidc-login');
    expect(talosconfig.data['talosconfig']).toContain('siderov1');
  });

  it.each([
    ['omni_get', { type: 'cluster', id: 'nobody' }, 'NOT_FOUND'],
    ['omni_get', { type: 'nonsense', id: 'x' }, 'UNKNOWN_TYPE'],
    ['omni_list', { type: 'cms' }, 'UNKNOWN_TYPE'],
    ['omni_list', { type: 'clusters', selector: 'a ~ b' }, 'INVALID_ARGUMENT'],
    ['omni_list', { type: 'clusters', cursor: 'c1.AAAA.BBBB' }, 'INVALID_ARGUMENT'],
    ['omni_cluster', { cluster: 'nobody' }, 'NOT_FOUND'],
    ['omni_machine', { machine: 'nobody' }, 'NOT_FOUND'],
    ['omni_kubeconfig', { cluster: 'nobody' }, 'NOT_FOUND'],
  ])('is told by %s %j what went wrong and what to do', async (tool, args, code) => {
    const { isError, data } = await client.call(tool, args);

    expect({ isError, data }).toMatchObject({
      isError: true,
      data: { code, message: expect.stringMatching(/./), hint: expect.any(String), retryable: false },
    });
  });

  it('is offered nothing that writes', async () => {
    const names = (await client.tools()).map(({ name }) => name);

    expect(names).not.toContain('omni_apply');
    const refused = await client
      .call('omni_apply', { documents: 'x' })
      .catch((error: Error) => ({ text: error.message }));
    expect(refused.text).toMatch(/not found|unknown/i);
  });
});

describe('text and structure', () => {
  it('carry the same facts in every reply', async () => {
    await using client = await modernClient(inProcess(createOmniMcp({ instance: { name: 'test', reader } })));
    sandbox.state.put(newResource(types.MachineLabel, { id: machine(9), labels: { rack: 'r9' } }));
    const calls: readonly (readonly [string, Record<string, unknown>])[] = [
      ['omni_whoami', {}],
      ['omni_types', { query: 'join' }],
      ['omni_list', { type: 'machinestatus', limit: 5 }],
      ['omni_list', { type: 'machinelabels', view: 'full' }],
      ['omni_get', { type: 'clusterstatus', id: 'demo' }],
      ['omni_cluster', { cluster: 'demo', machines: 'all' }],
      ['omni_machine', { machine: machine(2) }],
      ['omni_template_check', { template: demoTemplate([4]), mode: 'diff' }],
    ];
    for (const [tool, args] of calls) {
      const { data, text } = await client.call(tool, args);

      // What is not the case may go without saying.
      const facts = leaves(data).filter((leaf) => leaf !== 'false');
      const missing = facts.filter((leaf) => !text.replaceAll(/\\"/g, '"').includes(leaf));
      expect({ tool, missing }).toEqual({ tool, missing: [] });
    }
  });
});

function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split('\n').map((line) => line.trim());
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap(leaves);
}
