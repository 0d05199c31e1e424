import { setTimeout as sleep } from 'node:timers/promises';
import { newResource, types } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, test } from 'vitest';
import { BIG, startSandboxOfBigPatches } from './big-patches.ts';
import { openClient, TRANSPORTS } from './open-client.ts';
import { startTcpProxy } from './tcp-proxy.ts';

const MIB = 1024 * 1024;
/** The flow-control window of 16 MiB, the buffers of the sockets in between, and no more. */
const MOST_WAITING = 28 * MIB;

describe.each(TRANSPORTS)('a reader slower than the server (%s)', (transport) => {
  test('of a list makes the server wait instead of filling memory, and still gets everything', async () => {
    const { sandbox, ids } = await startSandboxOfBigPatches(250);
    await using _server = sandbox;
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });

    const seen: string[] = [];
    let waiting = 0;
    for await (const { metadata } of client.resources.iterate(types.ConfigPatch)) {
      seen.push(metadata.id);
      if (seen.length > 1) continue;
      await sleep(500);
      waiting = proxy.bytesToClients;
    }

    expect(seen.toSorted()).toEqual(ids);
    expect(waiting).toBeLessThan(MOST_WAITING);
    expect(proxy.bytesToClients).toBeGreaterThan(30 * MIB);
  });

  test('of a watch makes the server wait, and gets every event once', async () => {
    await using sandbox = await startSandbox({ controllers: { enabled: false }, validation: false });
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });
    const events = client.resources.watch(types.ConfigPatch);
    await events.next();
    const ids = Array.from({ length: 300 }, (_, index) => `big-${index}`);

    // In turns, so that the server has reason to send before all is written.
    for (const id of ids) {
      sandbox.state.put(newResource(types.ConfigPatch, { id, spec: { data: BIG } }));
      await sleep(1);
    }
    await sleep(500);
    const waiting = proxy.bytesToClients;
    const seen: string[] = [];
    for await (const event of events) {
      if (event.kind !== 'created') throw new Error(`not expected: ${event.kind}`);
      if (seen.push(event.resource.metadata.id) === ids.length) break;
    }

    expect(seen).toEqual(ids);
    expect(waiting).toBeLessThan(MOST_WAITING);
  });
});

describe.each(TRANSPORTS)('events that are too large together (%s)', (transport) => {
  test('come one by one', async () => {
    const { sandbox, ids } = await startSandboxOfBigPatches(300);
    await using _server = sandbox;
    await using client = await openClient(sandbox, { transport });

    const seen: string[] = [];
    for await (const event of client.resources.watch(types.ConfigPatch)) {
      if (event.kind === 'bootstrapped') break;
      seen.push(event.resource.metadata.id);
    }

    expect(seen).toEqual(ids);
  });
});
