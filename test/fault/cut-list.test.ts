import { setTimeout as sleep } from 'node:timers/promises';
import { types } from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { startSandboxOfBigPatches } from './big-patches.ts';
import { openClient, TRANSPORTS } from './open-client.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const MIB = 1024 * 1024;

describe.each(TRANSPORTS)('a list whose connection is cut in the middle (%s)', (transport) => {
  test('is read again, and has everything once', async () => {
    const { sandbox, ids } = await startSandboxOfBigPatches(250);
    await using _server = sandbox;
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });

    const listing = client.resources.list(types.ConfigPatch);
    await received(proxy, MIB);
    proxy.cut();
    const listed = await listing;

    expect(listed.map(({ metadata }) => metadata.id)).toEqual(ids);
    expect(proxy.connections).toBe(2);
  });

  test('fails with a typed error when it was handed out already', async () => {
    const { sandbox, ids } = await startSandboxOfBigPatches(250);
    await using _server = sandbox;
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });
    const seen: string[] = [];

    const reading = (async () => {
      for await (const { metadata } of client.resources.iterate(types.ConfigPatch)) {
        if (seen.push(metadata.id) === 1) proxy.cut();
      }
    })();

    await expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    expect(seen.length).toBe(new Set(seen).size);
    expect(seen.length).toBeLessThan(ids.length);
  });
});

async function received(proxy: TcpProxy, bytes: number): Promise<void> {
  while (proxy.bytesToClients < bytes) await sleep(1);
}
