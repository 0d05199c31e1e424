import { setTimeout as sleep } from 'node:timers/promises';
import { newResource, types } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, test } from 'vitest';
import { openClient, TRANSPORTS } from './open-client.ts';
import { startTcpProxy } from './tcp-proxy.ts';

const MIB = 1024 * 1024;

describe.each(TRANSPORTS)('a reader slower than the server (%s)', (transport) => {
  test('makes the server wait instead of filling memory, and still gets everything', async () => {
    await using sandbox = await startSandbox({ controllers: { enabled: false }, validation: false });
    const data = 'x'.repeat(64 * 1024);
    const ids = Array.from({ length: 250 }, (_, index) => `big-${String(index).padStart(3, '0')}`);
    sandbox.state.putAll(ids.map((id) => newResource(types.ConfigPatch, { id, spec: { data } })));
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
    // The flow-control window of 16 MiB, the buffers of the sockets in between, and no more.
    expect(waiting).toBeLessThan(28 * MIB);
    // Every text travels twice, in the spec and in its YAML.
    expect(proxy.bytesToClients).toBeGreaterThan(30 * MIB);
  });
});

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
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
