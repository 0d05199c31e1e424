import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  draftOf,
  newResource,
  type OmniClient,
  type Resource,
  type ResourceType,
  resourceFromDraft,
  types,
  type WatchEvent,
  type WatchOptions,
  withMetadata,
} from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { sandboxWithClient } from '../testing/sandbox-client.ts';

const BARE = { controllers: { enabled: false } } as const;

function label(id: string, labels: Record<string, string> = {}): Resource {
  return newResource(types.MachineLabel, { id, labels });
}

/** Reads events until there are `count`. */
async function watched<Spec>(
  client: OmniClient,
  type: ResourceType<Spec>,
  count: number,
  options: WatchOptions = {},
  whenOpen: () => Promise<unknown> = async () => undefined,
): Promise<WatchEvent<Spec>[]> {
  const events: WatchEvent<Spec>[] = [];
  let acted = false;
  for await (const event of client.resources.watch(type, options)) {
    events.push(event);
    if (!acted) {
      acted = true;
      await whenOpen();
    }
    if (events.length >= count) break;
  }
  return events;
}

function told(events: readonly WatchEvent<unknown>[]): string[] {
  return events.map((event) =>
    event.kind === 'bootstrapped' ? event.kind : `${event.kind} ${event.resource.metadata.id}`,
  );
}

describe('resources over the wire', () => {
  test('keep fields of the spec that this version does not know', async () => {
    await using server = await sandboxWithClient(BARE);
    const { resources } = server.client;
    const unknownField = Buffer.from([0xf8, 0x3f, 0x05]);
    const created = await resources.create(newResource(types.GRPCTunnelConfig, { id: 'a', spec: { enabled: true } }));
    const stored = server.sandbox.state.find(types.GRPCTunnelConfig, 'a');
    const extended = Buffer.concat([stored?.specBytes ?? Buffer.alloc(0), unknownField]);
    server.sandbox.state.put({
      ...created,
      type: types.GRPCTunnelConfig,
      specBytes: extended,
      metadata: created.metadata,
    });

    await resources.modify(types.GRPCTunnelConfig, 'a', (draft) => {
      draft.labels['x'] = '';
    });

    const after = server.sandbox.state.find(types.GRPCTunnelConfig, 'a');
    expect(Buffer.from(after?.specBytes ?? []).includes(unknownField)).toBe(true);
    expect(after?.metadata.labels).toEqual({ x: '' });
  });

  test('fail with the error that says why', async () => {
    await using server = await sandboxWithClient(BARE);
    const { resources } = server.client;
    const first = await resources.create(label('a'));
    await resources.update(resourceFromDraft(first, { ...draftOf(first), labels: { x: '1' } }));
    server.sandbox.state.put(withMetadata(label('held'), { finalizers: ['F'] }));
    server.sandbox.state.put(label('owned'), { owner: 'C' });

    const outcomes = await Promise.allSettled([
      resources.get(types.MachineLabel, 'none'),
      resources.create(label('a')),
      resources.update(first),
      resources.destroy(types.MachineLabel, 'held'),
      resources.destroy(types.MachineLabel, 'owned'),
      resources.list(types.ClusterSecret),
      resources.list(types.MachineLabel, { idPattern: '(' }),
      resources.create(newResource(types.MachineStatus, { id: 'x' })),
      resources.list(types.EtcdBackup),
      resources.list(types.Support),
    ]);

    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'ok'))).toEqual([
      'not_found',
      'already_exists',
      'version_conflict',
      'finalizers_pending',
      'owner_conflict',
      'access_denied',
      expect.stringMatching(/invalid_argument|validation_failed/),
      'access_denied',
      expect.any(String),
      'unimplemented',
    ]);
  });

  test('are listed by label and by id', async () => {
    await using server = await sandboxWithClient(BARE);
    const { resources } = server.client;
    for (const [id, cores] of [
      ['a', '4'],
      ['b', '8'],
      ['c', '16'],
    ] as const)
      await resources.create(label(id, { cores }));

    const large = await resources.list(types.MachineLabel, {
      labels: [[{ key: 'cores', op: 'lessOrEqualNumeric', value: '4', invert: true }]],
    });
    const named = await resources.list(types.MachineLabel, { idPattern: '^[ab]$' });

    expect(large.map(({ metadata }) => metadata.id)).toEqual(['b', 'c']);
    expect(named.map(({ metadata }) => metadata.id)).toEqual(['a', 'b']);
  });

  test('carry the YAML of their spec', async () => {
    await using server = await sandboxWithClient(BARE);

    const version = await server.client.resources.get(types.SysVersion, 'current');

    expect(version.specYaml).toBe('backendversion: v1.9.3\ninstancename: sandbox\nbackendapiversion: 2\n');
  });

  test('are removed by the server once nothing holds them', async () => {
    await using server = await sandboxWithClient();
    const { resources } = server.client;
    server.sandbox.state.put(withMetadata(label('a'), { finalizers: ['F'] }));

    const ready = await resources.teardown(types.MachineLabel, 'a');
    const gone = resources.teardownAndDestroy(types.MachineLabel, 'a');
    server.sandbox.state.put(withMetadata(label('a'), { phase: 'tearingDown' }));
    await gone;

    expect(ready).toBe(false);
    expect(server.sandbox.state.find(types.MachineLabel, 'a')).toBeUndefined();
  });
});

describe('a watch', () => {
  test('starts with what exists and goes on with what happens', async () => {
    await using server = await sandboxWithClient(BARE);
    const { client } = server;
    await client.resources.create(label('b'));
    await client.resources.create(label('a'));

    const events = await watched(client, types.MachineLabel, 6, {}, async () => {
      await client.resources.modify(types.MachineLabel, 'a', (draft) => {
        draft.labels['x'] = '';
      });
      await client.resources.teardown(types.MachineLabel, 'b');
      await client.resources.destroy(types.MachineLabel, 'b');
    });

    expect(told(events)).toEqual(['created a', 'created b', 'bootstrapped', 'updated a', 'updated b', 'destroyed b']);
  });

  test('with a query tells of resources that begin or cease to match as created and destroyed', async () => {
    await using server = await sandboxWithClient(BARE);
    const { client } = server;
    await client.resources.create(label('a'));
    const query = { labels: [[{ key: 'x', op: 'exists' as const }]] };
    const set = (value?: string) =>
      client.resources.modify(types.MachineLabel, 'a', (draft) => {
        draft.labels = value === undefined ? {} : { x: value };
      });

    const events = await watched(client, types.MachineLabel, 4, query, async () => {
      await set('1');
      await set('2');
      await set();
    });

    expect(told(events)).toEqual(['bootstrapped', 'created a', 'updated a', 'destroyed a']);
    expect(events[3]).toMatchObject({ resource: { metadata: { labels: { x: '2' } } } });
  });

  test('of one resource starts with its absence', async () => {
    await using server = await sandboxWithClient(BARE);
    const { client } = server;

    const events = await watched(client, types.MachineLabel, 2, { id: 'a' }, () => client.resources.create(label('a')));

    expect(told(events)).toEqual(['destroyed a', 'created a']);
  });

  test('continues from a bookmark after the server was restarted on the same data', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const data = join(directory, 'omni.db');
    let bookmark: Uint8Array | undefined;
    let firstKey: string;
    {
      await using server = await sandboxWithClient({ ...BARE, data });
      firstKey = server.sandbox.serviceAccountKey;
      const [event] = await watched(server.client, types.MachineLabel, 1);
      bookmark = event?.bookmark;
      await server.client.resources.create(label('a'));
    }
    await using server = await sandboxWithClient({ ...BARE, data });
    await server.client.resources.create(label('b'));

    const events = await watched(server.client, types.MachineLabel, 2, {
      ...(bookmark && { bookmark }),
      bootstrap: false,
    });

    expect(server.sandbox.serviceAccountKey).toBe(firstKey);
    expect(told(events)).toEqual(['created a', 'created b']);
    await rm(directory, { recursive: true });
  });
});

test('the server lists the types and namespaces it knows, as of its release', async () => {
  await using server = await sandboxWithClient(BARE);

  const definitions = await server.client.resources.list(types.ResourceDefinition);
  const namespaces = await server.client.resources.list(types.Namespace);

  const cluster = definitions.find(({ metadata }) => metadata.id === 'clusters.omni.sidero.dev');
  expect(cluster?.spec).toMatchObject({ displayType: 'Cluster', allAliases: expect.arrayContaining(['clusters']) });
  expect(definitions.some(({ metadata }) => metadata.id.startsWith('machineinstalldiskconfigs'))).toBe(false);
  expect(namespaces.map(({ metadata }) => metadata.id)).toContain('virtual');
});
