import { parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openClient, TRANSPORTS } from './open-client.ts';
import { type Change, followPatches, RecordedWrites } from './recorded-writes.ts';
import { startTcpProxy } from './tcp-proxy.ts';

const QUIET = { controllers: { enabled: false }, validation: false, seed: { machines: 0 } };
/** Longer than the key of any service account lives. */
const MORE_THAN_A_YEAR_MS = 366 * 24 * 60 * 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** The same later date for the server and for the client; timers go on as they are. */
function letTheKeyExpire(): void {
  vi.setSystemTime(Date.now() + MORE_THAN_A_YEAR_MS);
}

describe.each(TRANSPORTS)('a key that expires while a watch is open (%s)', (transport) => {
  test('ends it with a typed error when the watch has to be opened again, and not before', async () => {
    await using sandbox = await startSandbox(QUIET);
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });
    const writes = new RecordedWrites();
    const seen: Change[] = [];
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const watching = (async () => {
      for await (const event of client.resources.watch(types.ConfigPatch)) {
        if (event.kind === 'bootstrapped') start();
        else seen.push(`${event.kind} ${event.resource.metadata.id}@${event.resource.metadata.version}`);
      }
    })();
    const outcome = expect(watching).rejects.toMatchObject({ code: 'credentials_expired', hint: expect.any(String) });
    await started;

    await writes.run(sandbox, 50);
    letTheKeyExpire();
    await writes.run(sandbox, 50);
    await expect.poll(() => seen).toEqual(writes.history);
    proxy.cut();

    await outcome;
    await expect(client.resources.list(types.ConfigPatch)).rejects.toMatchObject({ code: 'credentials_expired' });
  });

  test('is renewed by a client that can, and the watch goes on without a gap', async () => {
    await using sandbox = await startSandbox(QUIET);
    await using proxy = await startTcpProxy(sandbox.endpoint);
    let renewals = 0;
    const renewCredentials = async () => {
      renewals += 1;
      return parseServiceAccountKey(await sandbox.createAccount('next', 'Operator'));
    };
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport, renewCredentials });
    const writes = new RecordedWrites();
    const { changes } = await followPatches(client);

    await writes.run(sandbox, 50);
    letTheKeyExpire();
    proxy.cut();
    await writes.run(sandbox, 50);
    writes.finish(sandbox);

    expect(await changes).toEqual(writes.history);
    expect(renewals).toBe(1);
  });
});
