import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SandboxOptions, startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, test } from 'vitest';
import { openClient, TRANSPORTS } from './open-client.ts';
import { followPatches, RecordedWrites } from './recorded-writes.ts';
import { startTcpProxy } from './tcp-proxy.ts';

const QUIET: SandboxOptions = { controllers: { enabled: false }, validation: false, seed: { machines: 0 } };

describe.each(TRANSPORTS)('a watch (%s)', (transport) => {
  test('neither loses nor repeats an event while its connection is cut again and again', async () => {
    await using sandbox = await startSandbox(QUIET);
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });
    const writes = new RecordedWrites();
    const { changes } = await followPatches(client);

    for (let round = 0; round < 4; round += 1) {
      await writes.run(sandbox, 100);
      proxy.cut();
      await writes.run(sandbox, 20);
      await sleep(100);
    }
    writes.finish(sandbox);

    expect(await changes).toEqual(writes.history);
    // A cut may hit while the watch is still on its way back.
    expect(proxy.connections).toBeGreaterThanOrEqual(3);
  });

  test('neither loses nor repeats an event while the server is killed and started again under load', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'fleetwright-fault-'));
    await using _cleanup = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
    const data = path.join(directory, 'sandbox.db');
    const writes = new RecordedWrites();
    let sandbox = await startSandbox({ ...QUIET, data });
    const port = Number(new URL(sandbox.endpoint).port);
    await using client = await openClient(sandbox, { transport });
    const { changes } = await followPatches(client);

    for (let round = 0; round < 2; round += 1) {
      await writes.run(sandbox, 150);
      await sandbox[Symbol.asyncDispose]();
      sandbox = await startSandbox({ ...QUIET, data, port });
    }
    await writes.run(sandbox, 50);
    writes.finish(sandbox);
    const seen = await changes;
    await sandbox[Symbol.asyncDispose]();

    expect(seen).toEqual(writes.history);
  });
});
