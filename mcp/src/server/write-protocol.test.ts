import { ANNOTATIONS, OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  inProcess,
  legacyClient,
  modernClient,
  type Person,
  type TestClient,
  type TestResult,
} from '../testing/clients.ts';
import { demoTemplate, machine } from '../testing/templates.ts';
import { createOmniMcp, type OmniMcpOptions } from './create-omni-mcp.ts';

let sandbox: Sandbox;
let open: AsyncDisposableStack;
let instance: OmniMcpOptions['instance'];

beforeEach(async () => {
  open = new AsyncDisposableStack();
  sandbox = open.use(await startSandbox({ controllers: { enabled: false } }));
  const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
  const { endpoint } = sandbox;
  instance = {
    name: 'test',
    reader: open.use(new OmniClient({ endpoint, credentials, readOnly: true })),
    writer: open.use(new OmniClient({ endpoint, credentials })),
  };
});

afterEach(() => open.disposeAsync());

const approve: Person = () => ({ action: 'accept', content: { approve: true } });

async function modern(person: Person | undefined, options: Partial<OmniMcpOptions> = {}): Promise<TestClient> {
  return open.use(await modernClient(inProcess(createOmniMcp({ instance, access: 'operate', ...options })), person));
}

async function legacy(options: Partial<OmniMcpOptions> = {}): Promise<TestClient> {
  return open.use(await legacyClient(inProcess(createOmniMcp({ instance, access: 'operate', ...options }))));
}

function sync(client: TestClient, template: string, token?: unknown): Promise<TestResult> {
  return client.call('omni_template_sync', { template, ...(token === undefined ? {} : { plan_token: token }) });
}

const clusters = () => sandbox.state.list(types.Cluster).map(({ metadata }) => metadata.id);

describe('a plan', () => {
  it('changes nothing until it comes back approved', async () => {
    const asked: string[] = [];
    const client = await modern((message) => {
      asked.push(message);
      return approve(message);
    });

    const planned = await sync(client, demoTemplate([2]));
    expect(planned.data).toMatchObject({ status: 'planned', warnings: [], preconditions: [] });
    expect([clusters(), asked]).toEqual([[], []]);
    const applied = await sync(client, demoTemplate([2]), planned.data['plan_token']);

    expect(applied.data).toMatchObject({ status: 'applied' });
    expect(clusters()).toEqual(['demo']);
    expect(asked).toEqual([expect.stringContaining('Sync cluster demo')]);
  });

  it('is refused when the person declines, and is spent then', async () => {
    const answers = [{ action: 'decline' } as const, approve('')];
    const client = await modern(() => answers.shift() ?? approve(''));
    const { data } = await sync(client, demoTemplate([2]));

    const declined = await sync(client, demoTemplate([2]), data['plan_token']);
    const again = await sync(client, demoTemplate([2]), data['plan_token']);

    expect([declined.data['code'], again.data['code']]).toEqual(['DECLINED', 'PLAN_USED']);
    expect(clusters()).toEqual([]);
  });

  it.each([
    ['answers no', { action: 'accept', content: { approve: false } }],
    ['answers something else', { action: 'accept', content: { approve: 'yes' } }],
    ['types a name nobody asked for', { action: 'accept', content: { name: 'demo' } }],
    ['goes away', { action: 'cancel' }],
  ] as const)('is not carried out when the person %s', async (_what, answer) => {
    const client = await modern(() => answer);
    const { data } = await sync(client, demoTemplate([2]));

    const { isError } = await sync(client, demoTemplate([2]), data['plan_token']).catch(() => ({ isError: true }));

    expect(isError).toBe(true);
    expect(clusters()).toEqual([]);
  });

  it('works once', async () => {
    const client = await modern(approve);
    const { data } = await sync(client, demoTemplate([2]));
    await sync(client, demoTemplate([2]), data['plan_token']);
    for (const { metadata } of sandbox.state.list(types.ConfigPatch))
      sandbox.state.remove(types.ConfigPatch, metadata.id);

    const replayed = await sync(client, demoTemplate([2]), data['plan_token']);

    expect(replayed.data).toMatchObject({ code: 'PLAN_USED', retryable: false });
  });

  it('is stale once anything it relies on has changed, and comes back new', async () => {
    const client = await modern(approve);
    await sync(client, demoTemplate([2]), (await sync(client, demoTemplate([2]))).data['plan_token']);
    const { data } = await sync(client, demoTemplate([2, 3]));
    const [patch] = sandbox.state.list(types.ConfigPatch);
    sandbox.state.remove(types.ConfigPatch, patch?.metadata.id ?? '');

    const stale = await sync(client, demoTemplate([2, 3]), data['plan_token']);
    const plan = stale.data['plan'] as Record<string, unknown>;
    const applied = await sync(client, demoTemplate([2, 3]), plan['plan_token']);

    expect(stale.data).toMatchObject({ code: 'PLAN_STALE', retryable: true });
    expect(plan).toMatchObject({
      status: 'planned',
      changes: expect.arrayContaining([
        expect.objectContaining({ resource: expect.stringContaining('ConfigPatches') }),
      ]),
    });
    expect(applied.data).toMatchObject({ status: 'applied' });
  });

  it('is not valid for other arguments, from elsewhere, or altered', async () => {
    const client = await modern(approve);
    const { data } = await sync(client, demoTemplate([2]));
    const token = String(data['plan_token']);
    const elsewhere = await modern(approve);
    const [version, expiry, ...rest] = token.split('.');

    const refusals = await Promise.all([
      sync(client, demoTemplate([3]), token),
      sync(elsewhere, demoTemplate([2]), token),
      sync(client, demoTemplate([2]), [version, `z${expiry}`, ...rest].join('.')),
      sync(client, demoTemplate([2]), 'p1.x.y.z.w'),
      client.call('omni_lock', { kind: 'cluster', id: 'demo', locked: true, plan_token: token }),
    ]);

    expect(refusals.map((refusal) => refusal.data['code'])).toEqual(Array(5).fill('PLAN_INVALID'));
    expect(clusters()).toEqual([]);
  });

  it('ends after ten minutes', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const client = await modern(approve, { now: () => now });
    const { data } = await sync(client, demoTemplate([2]));
    now += 10 * 60_000 + 1;

    const expired = await sync(client, demoTemplate([2]), data['plan_token']);

    expect(data['expires_at']).toBe('2026-01-01T00:10:00.000Z');
    expect(expired.data).toMatchObject({ code: 'PLAN_EXPIRED', plan: { plan_token: expect.any(String) } });
    expect(clusters()).toEqual([]);
  });

  it('is accepted by another process that shares the secret, once', async () => {
    const secret = new Uint8Array(32).fill(7);
    const [first, second] = [await modern(approve, { secret }), await modern(approve, { secret })];
    const { data } = await sync(first, demoTemplate([2]));

    const applied = await sync(second, demoTemplate([2]), data['plan_token']);

    expect(applied.data).toMatchObject({ status: 'applied' });
  });
});

describe('a client that cannot ask a person', () => {
  it.each([
    ['of 2026', () => modern(undefined)],
    ['of 2025 over HTTP', () => legacy()],
  ])('%s is refused', async (_name, connect) => {
    const client = await connect();
    const { data } = await sync(client, demoTemplate([2]));

    const refused = await sync(client, demoTemplate([2]), data['plan_token']);

    expect(refused.data).toMatchObject({
      code: 'NEEDS_CONFIRMATION',
      hint: expect.stringContaining('--confirm=token'),
    });
    expect(clusters()).toEqual([]);
  });

  it('may write with the plan token alone when the operator said so', async () => {
    const client = await legacy({ confirm: 'token' });
    const { data } = await sync(client, demoTemplate([2]));

    const applied = await sync(client, demoTemplate([2]), data['plan_token']);

    expect(applied.data).toMatchObject({ status: 'applied' });
  });

  it('never destroys', async () => {
    const client = await legacy({ confirm: 'token', access: 'destroy' });
    await sync(client, demoTemplate([2]), (await sync(client, demoTemplate([2]))).data['plan_token']);
    const { data } = await sync(client, demoTemplate([]).replace('machines:\n\n', 'machines: []\n'));

    const refused = await sync(client, demoTemplate([]).replace('machines:\n\n', 'machines: []\n'), data['plan_token']);

    expect(data).toMatchObject({ status: 'planned', summary: expect.stringContaining('delete 1') });
    expect(refused.data['code']).toBe('NEEDS_CONFIRMATION');
    expect(sandbox.state.find(types.MachineSetNode, machine(2))).toBeDefined();
  });
});

describe('a plan that destroys', () => {
  const without = demoTemplate([3]);

  async function synced(person: Person, access: 'operate' | 'destroy'): Promise<TestClient> {
    const client = await modern(person, { access });
    const first = demoTemplate([2, 3]);
    await sync(client, first, (await sync(client, first)).data['plan_token']);
    return client;
  }

  it('is beyond operate', async () => {
    const client = await synced(approve, 'operate');

    const { data } = await sync(client, without);

    expect(data).toMatchObject({
      code: 'DENIED',
      hint: expect.stringContaining('--access destroy'),
      plan: { changes: [{ action: 'delete' }] },
    });
    expect(data['plan']).not.toHaveProperty('plan_token');
  });

  it.each([
    ['says yes without the name', { approve: true }],
    ['types another name', { name: 'dema' }],
  ] as const)('is refused when the person %s', async (_what, content) => {
    const answers: ReturnType<Person>[] = [approve(''), { action: 'accept', content }];
    const client = await synced(() => answers.shift() ?? approve(''), 'destroy');
    const { data } = await sync(client, without);

    const refused = await sync(client, without, data['plan_token']);

    expect(refused.data['code']).toBe('CONFIRMATION_MISMATCH');
    expect(sandbox.state.find(types.MachineSetNode, machine(2))).toBeDefined();
  });

  it('is carried out when the person types the name', async () => {
    const asked: string[] = [];
    const answers: ReturnType<Person>[] = [approve(''), { action: 'accept', content: { name: 'demo' } }];
    const client = await synced((message) => {
      asked.push(message);
      return answers.shift() ?? approve('');
    }, 'destroy');

    const { data } = await sync(client, without, (await sync(client, without)).data['plan_token']);

    expect(data).toMatchObject({
      status: 'applied',
      applied: [{ action: 'delete', resource: expect.stringContaining(machine(2)) }],
    });
    expect(asked.at(-1)).toContain('Type demo to approve');
    expect(sandbox.state.find(types.MachineSetNode, machine(2))).toBeUndefined();
  });
});

describe('guards', () => {
  const at = (talos: string) => demoTemplate([2]).replace('v1.12.0', talos).replace('v1.35.0', 'v1.34.1');
  const older = at('v1.11.3');

  async function synced(): Promise<TestClient> {
    const answers: ReturnType<Person>[] = [approve('')];
    const person: Person = () => answers.shift() ?? { action: 'accept', content: { name: 'demo' } };
    const client = await modern(person, { access: 'destroy' });
    await sync(client, at('v1.11.4'), (await sync(client, at('v1.11.4'))).data['plan_token']);
    return client;
  }

  it('stop a plan, say why, and what it would do to machines', async () => {
    const client = await synced();

    const { data } = await sync(client, older);

    expect(data).toMatchObject({
      status: 'planned',
      preconditions: [{ check: 'talos-downgrade', ok: false, detail: expect.stringContaining('["talos-downgrade"]') }],
      impact: expect.arrayContaining([expect.stringContaining('upgrade: ')]),
    });
    expect(data).not.toHaveProperty('plan_token');
  });

  it('let a plan through that a person approves like one that destroys', async () => {
    const client = await synced();
    const args = { template: older, allow: ['talos-downgrade'] };

    const planned = await client.call('omni_template_sync', args);
    const applied = await client.call('omni_template_sync', { ...args, plan_token: planned.data['plan_token'] });

    expect(planned.data).toMatchObject({ preconditions: [{ ok: true }], warnings: [expect.any(String)] });
    expect(applied.data).toMatchObject({ status: 'applied' });
    expect(sandbox.state.find(types.Cluster, 'demo')?.spec.talosVersion).toBe('1.11.3');
  });

  it('of locks cannot be passed over', async () => {
    const client = await synced();

    const refused = await client.call('omni_template_sync', { template: older, allow: ['cluster-locked'] });

    expect(refused.whole).toMatchObject({ isError: true });
  });
});

describe('locks', () => {
  it('are set and lifted at once, and honoured by every write', async () => {
    const client = await modern(approve);
    await sync(client, demoTemplate([2]), (await sync(client, demoTemplate([2]))).data['plan_token']);
    const lock = { kind: 'cluster', id: 'demo', locked: true };

    const looked = await client.call('omni_lock', { ...lock, plan_only: true });
    const locked = await client.call('omni_lock', lock);
    const again = await client.call('omni_lock', lock);
    const blocked = await sync(client, demoTemplate([2], { label: 'b' }));
    const unlocked = await client.call('omni_lock', { ...lock, locked: false });

    expect(looked.data).toMatchObject({ status: 'planned', plan_token: expect.any(String) });
    expect(locked.data).toMatchObject({
      status: 'applied',
      changes: [{ diff: expect.stringContaining(`+  ${ANNOTATIONS.clusterLocked}`) }],
    });
    expect(again.data).toMatchObject({ status: 'unchanged' });
    expect(blocked.data).toMatchObject({
      status: 'planned',
      preconditions: [{ check: 'cluster is not locked', ok: false }],
    });
    expect(blocked.data).not.toHaveProperty('plan_token');
    expect(unlocked.data).toMatchObject({ status: 'applied' });
  });

  it('stop a plan that was made before', async () => {
    const client = await modern(approve);
    await sync(client, demoTemplate([2]), (await sync(client, demoTemplate([2]))).data['plan_token']);
    const { data } = await sync(client, demoTemplate([2], { label: 'b' }));
    await client.call('omni_lock', { kind: 'cluster', id: 'demo', locked: true });

    const refused = await sync(client, demoTemplate([2], { label: 'b' }), data['plan_token']);

    expect(['LOCKED', 'PLAN_STALE']).toContain(refused.data['code']);
  });

  it('of machines are for workers', async () => {
    const client = await modern(approve);
    await sync(client, demoTemplate([2]), (await sync(client, demoTemplate([2]))).data['plan_token']);

    const controlPlane = await client.call('omni_lock', { kind: 'machine', id: machine(1), locked: true });
    const worker = await client.call('omni_lock', { kind: 'machine', id: machine(2), locked: true });
    const missing = await client.call('omni_lock', { kind: 'machine', id: 'nobody', locked: true });

    expect(controlPlane.data).toMatchObject({ status: 'planned', preconditions: [{ ok: false }] });
    expect(worker.data).toMatchObject({ status: 'applied' });
    expect(missing.data).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('omni_apply', () => {
  const document = `metadata:
    namespace: default
    type: MachineLabels.omni.sidero.dev
    id: ${machine(2)}
    labels:
        rack: r1
spec: {}
`;

  it('creates, then updates, then leaves alone', async () => {
    const client = await modern(approve);
    const applyDocuments = async (documents: string) => {
      const { data } = await client.call('omni_apply', { documents });
      const token = data['plan_token'];
      return token === undefined ? data : (await client.call('omni_apply', { documents, plan_token: token })).data;
    };

    const created = await applyDocuments(document);
    const updated = await applyDocuments(document.replace('r1', 'r2'));
    const unchanged = await applyDocuments(document.replace('r1', 'r2'));

    expect([created['status'], updated['status'], unchanged['status']]).toEqual(['applied', 'applied', 'unchanged']);
    expect(sandbox.state.find(types.MachineLabel, machine(2))?.metadata.labels).toEqual({ rack: 'r2' });
  });

  it.each([
    ['marks of redaction', 'spec: { data: "«redacted:0123abcd»" }', 'INVALID_ARGUMENT'],
    ['text that is no resource', 'hello', 'INVALID_ARGUMENT'],
    ['a credential', document.replace('MachineLabels', 'JoinTokens'), 'DENIED'],
    ['a rotation without access to destroy', document.replace('MachineLabels', 'RotateTalosCAs'), 'DENIED'],
  ])('refuses %s', async (_what, documents, code) => {
    const client = await modern(approve);

    const { data } = await client.call('omni_apply', { documents });

    expect(data['code']).toBe(code);
  });

  it('says what Omni lets nobody write', async () => {
    const client = await modern(approve);

    const { data } = await client.call('omni_apply', {
      documents: document.replace('MachineLabels', 'MachineStatuses'),
    });

    expect(data).toMatchObject({ status: 'planned', preconditions: [expect.objectContaining({ ok: false })] });
  });
});
