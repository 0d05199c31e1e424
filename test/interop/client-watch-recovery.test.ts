import { newResource, type OmniClient, types, type WatchEvent } from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { startTcpProxy } from '../fault/tcp-proxy.ts';
import { connect } from './harness/connect.ts';
import { startCosiServer } from './harness/cosi-server.ts';

type PatchEvents = AsyncGenerator<WatchEvent<unknown>, void, undefined>;

/** How many events the server remembers. */
const HISTORY = 100;

describe('a watch of the Go COSI server whose connection is cut', () => {
  test('goes on after its bookmark and misses no version', async () => {
    await using server = await startCosiServer({ history: HISTORY });
    await using proxy = await startTcpProxy(server.endpoint);
    await using client = await connect({ ...server, endpoint: proxy.endpoint });
    const events = await bootstrapped(client);

    await server.change({ id: 'patch', count: 20 });
    const first = await take(events, 21);
    proxy.cut();
    await server.change({ id: 'patch', count: 50 });
    const second = await take(events, 50);
    await events.return();

    expect([...first, ...second]).toEqual([
      'created patch@1',
      ...Array.from({ length: 70 }, (_, index) => `updated patch@${index + 2}`),
    ]);
  });

  test('starts over when the server has forgotten its bookmark, and tells what differs', async () => {
    await using server = await startCosiServer({ history: HISTORY });
    await using direct = await connect(server);
    await using proxy = await startTcpProxy(server.endpoint);
    await using client = await connect({ ...server, endpoint: proxy.endpoint });
    for (const id of ['kept', 'vanished', 'replaced']) await create(direct, id);
    const events = client.resources.watch(types.ConfigPatch);
    const before = await take(events, 4);

    proxy.freeze();
    proxy.cut();
    await direct.resources.destroy(types.ConfigPatch, 'vanished');
    await direct.resources.destroy(types.ConfigPatch, 'replaced');
    await create(direct, 'replaced');
    await server.change({ id: 'changing', count: 2 * HISTORY });
    proxy.thaw();
    const after = await take(events, 4);
    await direct.resources.destroy(types.ConfigPatch, 'kept');
    const live = await take(events, 1);
    await events.return();

    expect(before.toSorted()).toEqual(['bootstrapped', 'created kept@1', 'created replaced@1', 'created vanished@1']);
    expect(after).toEqual([
      `created changing@${2 * HISTORY + 1}`,
      'destroyed replaced@1',
      'created replaced@1',
      'destroyed vanished@1',
    ]);
    expect(live).toEqual(['destroyed kept@1']);
  });
});

describe('a watch of the Go COSI server whose reader is too slow', () => {
  test('is declared dead by the server, starts over, and ends with what is stored', async () => {
    await using server = await startCosiServer({ history: HISTORY });
    await using client = await connect(server);
    const events = await bootstrapped(client);

    await server.change({ id: 'patch', count: 20 });
    await take(events, 21);
    // Faster than the server sends, and more than it remembers.
    await server.change({ id: 'patch', count: 20_000 });
    const seen: string[] = [];
    for await (const event of events) {
      seen.push(brief(event));
      if (seen.at(-1) === 'updated patch@20021') break;
    }

    expect(new Set(seen).size).toBe(seen.length);
    // It did miss some, or this would test nothing.
    expect(seen.length).toBeLessThan(20_000);
  });
});

async function create(client: OmniClient, id: string): Promise<void> {
  await client.resources.create(newResource(types.ConfigPatch, { id }));
}

async function bootstrapped(client: OmniClient): Promise<PatchEvents> {
  const events = client.resources.watch(types.ConfigPatch);
  expect(await take(events, 1)).toEqual(['bootstrapped']);
  return events;
}

async function take(events: PatchEvents, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { value } = await events.next();
    if (value === undefined) throw new Error('the watch ended early');
    taken.push(brief(value));
  }
  return taken;
}

function brief(event: WatchEvent<unknown>): string {
  if (event.kind === 'bootstrapped') return event.kind;
  const { id, version } = event.resource.metadata;
  return `${event.kind} ${id}@${version}`;
}
