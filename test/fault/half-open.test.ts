import { setTimeout as sleep } from 'node:timers/promises';
import { newResource, types } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, test } from 'vitest';
import { startSandboxOfBigPatches } from './big-patches.ts';
import { openClient, TRANSPORTS } from './open-client.ts';
import { followPatches, RecordedWrites } from './recorded-writes.ts';
import { startTcpProxy } from './tcp-proxy.ts';

const QUIET = { controllers: { enabled: false }, validation: false, seed: { machines: 0 } };
/** What a busy machine may add to a deadline. */
const SLACK_MS = 5_000;

describe.each(TRANSPORTS)('a connection that is open but dead (%s)', (transport) => {
  test('holds no call beyond its deadline', async () => {
    await using sandbox = await startSandbox();
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });
    await client.resources.list(types.MachineStatus);
    proxy.freeze();
    const start = performance.now();

    const calls = await Promise.allSettled([
      client.resources.get(types.SysVersion, 'current', { timeoutMs: 300 }),
      client.resources.list(types.MachineStatus, { timeoutMs: 300 }),
      client.resources.create(newResource(types.ConfigPatch, { id: 'lost' }), { timeoutMs: 300 }),
    ]);

    expect(calls.map((call) => call.status === 'rejected' && call.reason.code)).toEqual(
      Array(3).fill('deadline_exceeded'),
    );
    expect(performance.now() - start).toBeLessThan(SLACK_MS);
  });

  test('holds no list beyond its deadline that was half read', async () => {
    const { sandbox } = await startSandboxOfBigPatches(250);
    await using _server = sandbox;
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });
    let seen = 0;

    const reading = (async () => {
      for await (const _ of client.resources.iterate(types.ConfigPatch, { timeoutMs: 2_000 })) {
        seen += 1;
        if (seen === 1) proxy.freeze();
      }
    })();

    await expect(reading).rejects.toMatchObject({ code: 'deadline_exceeded' });
    expect(seen).toBeGreaterThan(0);
  });

  test('does not keep anybody waiting for a watch', async () => {
    await using sandbox = await startSandbox(QUIET);
    await using proxy = await startTcpProxy(sandbox.endpoint);
    proxy.freeze();
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport, timeoutMs: 500 });
    const start = performance.now();

    const watch = client.resources.watch(types.ConfigPatch).next();

    await expect(watch).rejects.toMatchObject({ code: 'deadline_exceeded' });
    expect(performance.now() - start).toBeLessThan(SLACK_MS);
  });
});

describe('a watch whose connection is open but dead', () => {
  test('notices, comes back, and has neither lost nor doubled an event', async () => {
    await using sandbox = await startSandbox(QUIET);
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { keepaliveMs: 300 });
    const writes = new RecordedWrites();
    const { changes } = await followPatches(client);

    for (let round = 0; round < 2; round += 1) {
      await writes.run(sandbox, 50);
      proxy.stall();
      await writes.run(sandbox, 50);
      const { connections } = proxy;
      while (proxy.connections === connections) await sleep(10);
    }
    writes.finish(sandbox);

    expect(await changes).toEqual(writes.history);
  });
});
