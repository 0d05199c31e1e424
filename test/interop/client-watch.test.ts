import { newResource, type OmniClient, types, type WatchEvent } from '@fleetwright/omni-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from './harness/connect.ts';
import { type CosiServer, startCosiServer } from './harness/cosi-server.ts';

let server: CosiServer;
let client: OmniClient;

beforeAll(async () => {
  server = await startCosiServer();
  client = await connect(server);
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe('watching the Go COSI server', () => {
  test('delivers what exists, one bootstrapped event, then every change', async () => {
    await store('existing', 'w1');
    const events = client.resources.watch(types.ConfigPatch, { labels: [inGroup('w1')] });
    const bootstrap = [await next(events), await next(events)];

    await store('added', 'w1');
    await client.resources.modify(types.ConfigPatch, 'added', (draft) => {
      draft.spec.data = 'changed';
    });
    await client.resources.destroy(types.ConfigPatch, 'added');
    const live = [await next(events), await next(events), await next(events)];
    await events.return();

    expect(bootstrap.map(summary)).toEqual(['created existing', 'bootstrapped']);
    expect(live.map(summary)).toEqual(['created added', 'updated added', 'destroyed added']);
    expect(live[1]).toMatchObject({ old: { spec: { data: '' } }, resource: { spec: { data: 'changed' } } });
  });

  test('continues after a bookmark without losing or repeating an event', async () => {
    await store('before', 'w2');
    const first = client.resources.watch(types.ConfigPatch, { labels: [inGroup('w2')] });
    await next(first);
    const { bookmark } = await next(first);
    await first.return();
    await store('meanwhile', 'w2');

    const second = client.resources.watch(types.ConfigPatch, {
      labels: [inGroup('w2')],
      bootstrap: false,
      ...(bookmark === undefined ? {} : { bookmark }),
    });
    const resumed = await next(second);
    await second.return();

    expect(bookmark).toBeInstanceOf(Uint8Array);
    expect(summary(resumed)).toBe('created meanwhile');
  });

  test('reports a bookmark the server no longer knows', async () => {
    const events = client.resources.watch(types.ConfigPatch, { bootstrap: false, bookmark: new Uint8Array(16) });

    await expect(events.next()).rejects.toMatchObject({ code: 'watch_failed' });
  });

  test('follows one resource from before it exists to after it is gone', async () => {
    const events = client.resources.watch(types.ConfigPatch, { id: 'single' });
    const absent = await next(events);

    await store('single', 'w3');
    await client.resources.destroy(types.ConfigPatch, 'single');
    const rest = [await next(events), await next(events)];
    await events.return();

    expect(absent.kind).toBe('destroyed');
    expect(rest.map(summary)).toEqual(['created single', 'destroyed single']);
  });

  test('is cancelled when its signal aborts', async () => {
    const controller = new AbortController();
    const events = client.resources.watch(types.ConfigPatch, { labels: [inGroup('none')], signal: controller.signal });
    await next(events);

    const waiting = events.next();
    controller.abort();

    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });
});

function store(id: string, group: string): Promise<unknown> {
  return client.resources.create(newResource(types.ConfigPatch, { id, labels: { group } }));
}

function inGroup(value: string) {
  return [{ key: 'group', op: 'equal', value }] as const;
}

async function next<Spec>(events: AsyncGenerator<WatchEvent<Spec>, void, undefined>): Promise<WatchEvent<Spec>> {
  const { done, value } = await events.next();
  if (done === true || value === undefined) throw new Error('the watch ended early');
  return value;
}

function summary(event: WatchEvent<unknown>): string {
  return event.kind === 'bootstrapped' ? event.kind : `${event.kind} ${event.resource.metadata.id}`;
}
