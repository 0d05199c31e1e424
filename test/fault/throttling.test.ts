import { isOmniError, newResource, types } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, test } from 'vitest';
import { openClient, TRANSPORTS } from './open-client.ts';
import { followPatches, RecordedWrites } from './recorded-writes.ts';
import { startTcpProxy } from './tcp-proxy.ts';

const GET = '/cosi.resource.State/Get';
const LIST = '/cosi.resource.State/List';
const CREATE = '/cosi.resource.State/Create';
const WATCH = '/cosi.resource.State/Watch';
const QUIET = { controllers: { enabled: false }, validation: false, seed: { machines: 0 } };
/** What a busy machine may add to a deadline. */
const SLACK_MS = 5_000;
const BUSY = ['RESOURCE_EXHAUSTED', 'too many requests'] as const;

describe.each(TRANSPORTS)('a server that refuses calls because there are too many (%s)', (transport) => {
  test('is asked again for what only reads, lists included', async () => {
    await using sandbox = await startSandbox();
    await using client = await openClient(sandbox, { transport, retry: { firstMs: 5 } });
    sandbox.faults.refuse(GET, ...BUSY, { times: 2 });
    sandbox.faults.refuse(LIST, ...BUSY, { times: 2 });

    const version = await client.resources.get(types.SysVersion, 'current');
    const machines = await client.resources.list(types.MachineStatus);

    expect(version.spec.backendVersion).toMatch(/^v/);
    expect(machines).toHaveLength(10);
  });

  test('gets a write once and no more', async () => {
    await using sandbox = await startSandbox();
    await using client = await openClient(sandbox, { transport, retry: { firstMs: 5 } });
    sandbox.faults.refuse(CREATE, ...BUSY, { times: 1 });

    const write = client.resources.create(newResource(types.ConfigPatch, { id: 'once' }));

    await expect(write).rejects.toMatchObject({ code: 'resource_exhausted' });
    expect(sandbox.state.find(types.ConfigPatch, 'once')).toBeUndefined();
  });

  test('holds no call beyond its deadline when it never stops', async () => {
    await using sandbox = await startSandbox();
    await using client = await openClient(sandbox, { transport, retry: { attempts: 1_000 } });
    for (const method of [GET, LIST]) sandbox.faults.refuse(method, ...BUSY, { times: 1_000 });
    const start = performance.now();

    const calls = await Promise.allSettled([
      client.resources.get(types.SysVersion, 'current', { timeoutMs: 500 }),
      client.resources.list(types.MachineStatus, { timeoutMs: 500 }),
    ]);

    // The last refusal, unless the deadline came while the server was asked once more.
    const ends = calls.map((call) => call.status === 'rejected' && call.reason);
    expect(ends.filter((end) => !isOmniError(end, 'resource_exhausted', 'deadline_exceeded'))).toEqual([]);
    expect(performance.now() - start).toBeLessThan(SLACK_MS);
  });

  test('gets a watch back that it refused to open again, without a gap', async () => {
    await using sandbox = await startSandbox(QUIET);
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });
    const writes = new RecordedWrites();
    const { changes } = await followPatches(client);

    await writes.run(sandbox, 50);
    sandbox.faults.refuse(WATCH, ...BUSY, { times: 2 });
    proxy.cut();
    await writes.run(sandbox, 50);
    writes.finish(sandbox);

    expect(await changes).toEqual(writes.history);
  });
});
