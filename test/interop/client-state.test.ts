import { newResource, type OmniClient, type OmniErrorCode, type Resource, types } from '@fleetwright/omni-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from './harness/connect.ts';
import { type CosiServer, startCosiServer } from './harness/cosi-server.ts';

let server: CosiServer;
let client: OmniClient;

beforeAll(async () => {
  server = await startCosiServer({ machines: 25 });
  client = await connect(server);
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe('StateClient on the Go COSI server', () => {
  test('lists what Go stored, specs decoded', async () => {
    const machines = await client.resources.list(types.MachineStatus);

    expect(machines).toHaveLength(25);
    expect(machines[7]?.metadata.id).toBe('c0ffee00-0000-4000-8000-000000000007');
    expect(machines[7]?.spec).toMatchObject({
      talosVersion: 'v1.13.8',
      connected: true,
      hardware: { processors: [{ coreCount: 32 }], blockdevices: [{ size: 480n * 2n ** 30n }, {}] },
      network: { hostname: 'node-00007.rack-07.example.internal' },
    });
  });

  test('queries by label and by id as Go evaluates them', async () => {
    const byLabel = await client.resources.list(types.MachineStatus, {
      labels: [
        [{ key: 'omni.sidero.dev/cluster', op: 'in', values: ['cluster-003', 'cluster-004'] }],
        [{ key: 'omni.sidero.dev/cluster', op: 'equal', value: 'cluster-009' }],
      ],
    });
    const byNumber = await client.resources.list(types.MachineStatus, {
      labels: [[{ key: 'omni.sidero.dev/cores', op: 'lessNumeric', value: '32' }]],
    });
    const inverted = await client.resources.list(types.MachineStatus, {
      labels: [[{ key: 'omni.sidero.dev/connected', op: 'exists', invert: true }]],
    });
    const byId = await client.resources.list(types.MachineStatus, { idPattern: '1[0-9]$' });

    expect(byLabel.map((machine) => machine.metadata.labels['omni.sidero.dev/cluster'])).toEqual([
      'cluster-003',
      'cluster-004',
      'cluster-009',
    ]);
    expect(byNumber).toEqual([]);
    expect(inverted).toEqual([]);
    expect(byId).toHaveLength(10);
  });

  test('refuses an id pattern that Go cannot compile', async () => {
    await expect(client.resources.list(types.MachineStatus, { idPattern: '(' })).rejects.toMatchObject({
      code: 'invalid_argument' satisfies OmniErrorCode,
    });
  });

  test('stops a list when its loop is left', async () => {
    const seen: string[] = [];

    for await (const machine of client.resources.iterate(types.MachineStatus)) {
      seen.push(machine.metadata.id);
      if (seen.length === 3) break;
    }

    expect(seen).toHaveLength(3);
  });

  test('creates, reads back and finds', async () => {
    const created = await client.resources.create(patch('create', 'machine: {}\n'));

    const read = await client.resources.get(types.ConfigPatch, 'create');

    expect(created.metadata).toMatchObject({ version: '1', phase: 'running', owner: '' });
    expect(read.spec.data).toBe('machine: {}\n');
    expect(read.metadata.labels).toEqual({ 'omni.sidero.dev/cluster': 'demo' });
    expect(read.metadata.created.getTime()).toBeGreaterThan(Date.now() - 60_000);
    await expect(client.resources.find(types.ConfigPatch, 'absent')).resolves.toBeUndefined();
    await expect(client.resources.get(types.ConfigPatch, 'absent')).rejects.toMatchObject({ code: 'not_found' });
    await expect(client.resources.create(patch('create', ''))).rejects.toMatchObject({ code: 'already_exists' });
  });

  test('updates with the version read and reports every other version as a conflict', async () => {
    const first = await client.resources.create(patch('update', 'one'));

    const second = await client.resources.update(withData(first, 'two'));
    const stale = client.resources.update(withData(first, 'three'));

    expect(second.metadata.version).toBe('2');
    await expect(stale).rejects.toMatchObject({ code: 'version_conflict', retryable: true });
    await expect(client.resources.update(withData(patch('nowhere', ''), 'x'))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('modifies from many places at once without losing a change', async () => {
    await client.resources.create(patch('modify', ''));

    await Promise.all(
      Array.from({ length: 10 }, (_, writer) =>
        client.resources.modify(types.ConfigPatch, 'modify', (draft) => {
          draft.annotations[`writer-${writer}`] = 'was here';
        }),
      ),
    );

    const { metadata } = await client.resources.get(types.ConfigPatch, 'modify');
    expect(Object.keys(metadata.annotations)).toHaveLength(10);
    expect(metadata.version).toBe('11');
  });

  test('writes nothing when a modification changes nothing', async () => {
    await client.resources.create(patch('unchanged', 'same'));

    const after = await client.resources.modify(types.ConfigPatch, 'unchanged', (draft) => {
      draft.spec.data = 'same';
    });

    expect(after.metadata.version).toBe('1');
  });

  test('keeps fields of a newer server through read, change and write', async () => {
    // Field 4000, wire type 2, three bytes: no ConfigPatchSpec of today has it.
    const unknownField = Uint8Array.of(0x82, 0xfa, 0x01, 0x03, 0x6e, 0x65, 0x77);
    const newer = patch('newer', 'old data');
    await client.resources.create(withBytes(newer, Buffer.concat([newer.specBytes, unknownField])));

    await client.resources.modify(types.ConfigPatch, 'newer', (draft) => {
      draft.spec.data = 'new data';
    });

    const { spec, specBytes } = await client.resources.get(types.ConfigPatch, 'newer');
    expect(spec.data).toBe('new data');
    expect(Buffer.from(specBytes).includes(Buffer.from(unknownField))).toBe(true);
  });

  test('tells an owner conflict from a refused role', async () => {
    await client.resources.create(patch('owned', ''), { owner: 'SomeController' });

    const update = client.resources.modify(types.ConfigPatch, 'owned', (draft) => {
      draft.spec.data = 'stolen';
    });

    await expect(update).rejects.toMatchObject({ code: 'owner_conflict' });
    await expect(client.resources.destroy(types.ConfigPatch, 'owned')).rejects.toMatchObject({
      code: 'owner_conflict',
    });
    await client.resources.destroy(types.ConfigPatch, 'owned', { owner: 'SomeController' });
  });

  test('destroys only what nothing holds', async () => {
    await client.resources.create(patch('held', ''));
    const hold = (finalizers: string[]) =>
      client.resources.modify(
        types.ConfigPatch,
        'held',
        (draft) => {
          draft.finalizers = finalizers;
        },
        { expectedPhase: 'any' },
      );
    await hold(['SomeController']);

    const ready = await client.resources.teardown(types.ConfigPatch, 'held');
    await expect(client.resources.destroy(types.ConfigPatch, 'held')).rejects.toMatchObject({
      code: 'finalizers_pending',
    });
    await expect(
      client.resources.modify(types.ConfigPatch, 'held', (draft) => {
        draft.spec.data = 'too late';
      }),
    ).rejects.toMatchObject({ code: 'phase_conflict' });
    await hold([]);
    const readyNow = await client.resources.teardown(types.ConfigPatch, 'held');
    await client.resources.destroy(types.ConfigPatch, 'held');

    expect([ready, readyNow]).toEqual([false, true]);
    await expect(client.resources.find(types.ConfigPatch, 'held')).resolves.toBeUndefined();
  });

  test('waits in teardownAndDestroy until the last finalizer is dropped', async () => {
    await client.resources.create(patch('awaited', ''));
    await client.resources.modify(types.ConfigPatch, 'awaited', (draft) => {
      draft.finalizers.push('SomeController');
    });

    const impatient = client.resources.teardownAndDestroy(types.ConfigPatch, 'awaited', { timeoutMs: 200 });
    await expect(impatient).rejects.toMatchObject({ code: 'deadline_exceeded' });
    const gone = client.resources.teardownAndDestroy(types.ConfigPatch, 'awaited');
    await client.resources.modify(
      types.ConfigPatch,
      'awaited',
      (draft) => {
        draft.finalizers = [];
      },
      { expectedPhase: 'any' },
    );

    await expect(gone).resolves.toBeUndefined();
    await expect(client.resources.teardownAndDestroy(types.ConfigPatch, 'awaited')).resolves.toBeUndefined();
  });

  test('stops a call when its signal aborts', async () => {
    const reason = new Error('enough');

    const call = client.resources.get(types.MachineStatus, 'any', { signal: AbortSignal.abort(reason) });

    await expect(call).rejects.toMatchObject({ code: 'cancelled', cause: reason });
  });
});

function patch(id: string, data: string): Resource<{ data: string }> {
  return newResource(types.ConfigPatch, { id, labels: { 'omni.sidero.dev/cluster': 'demo' }, spec: { data } });
}

/** The same resource with another spec, as a program would write it that keeps the version it read. */
function withData<Spec extends { data: string }>(stored: Resource<Spec>, data: string): Resource {
  return withBytes(stored, newResource(types.ConfigPatch, { id: stored.metadata.id, spec: { data } }).specBytes);
}

function withBytes<Spec>({ type, metadata, spec, specYaml }: Resource<Spec>, specBytes: Uint8Array): Resource<Spec> {
  return { type, metadata, spec, specBytes, specYaml };
}
