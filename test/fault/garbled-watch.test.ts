import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServiceAccountKey, newResource, resourceToWire, types } from '@fleetwright/omni-core';
import { messageCodec } from '@fleetwright/omni-core/wire';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, test } from 'vitest';
import { frame } from './grpc-frame.ts';
import { openClient, TRANSPORTS } from './open-client.ts';
import { followPatches, RecordedWrites } from './recorded-writes.ts';
import { startTcpProxy } from './tcp-proxy.ts';

const QUIET = { controllers: { enabled: false }, validation: false, seed: { machines: 0 } };

describe.each(TRANSPORTS)('garbage in the connection of a watch (%s)', (transport) => {
  test('costs the connection, and no event', async () => {
    await using sandbox = await startSandbox(QUIET);
    await using proxy = await startTcpProxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { transport });
    const writes = new RecordedWrites();
    const { changes } = await followPatches(client);

    for (let round = 0; round < 3; round += 1) {
      await writes.run(sandbox, 50);
      const { connections } = proxy;
      proxy.garble();
      await writes.run(sandbox, 50);
      while (proxy.connections === connections) await sleep(10);
    }
    writes.finish(sandbox);

    expect(await changes).toEqual(writes.history);
  });
});

describe('a server that sends garbage after good events', () => {
  test('gets them delivered, and then a typed error', async () => {
    const event = (id: string) =>
      messageCodec('cosi.resource.WatchResponse').encode({
        event: [{ resource: resourceToWire(newResource(types.ConfigPatch, { id })) }],
      });
    const server = createServer();
    server.on('stream', (stream: ServerHttp2Stream) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      for (const message of [new Uint8Array(), event('a'), event('b'), Uint8Array.of(0xff, 0xff)]) {
        stream.write(frame(message));
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { serviceAccountKey } = await createServiceAccountKey({ name: 'fault' });
    const seen: string[] = [];
    {
      await using client = await openClient({ endpoint: `http://127.0.0.1:${port}`, serviceAccountKey });

      const watching = (async () => {
        for await (const watched of client.resources.watch(types.ConfigPatch, { bootstrap: false }))
          if (watched.kind === 'created') seen.push(watched.resource.metadata.id);
      })();

      await expect(watching).rejects.toMatchObject({ code: 'protocol' });
    }
    server.close();

    expect(seen).toEqual(['a', 'b']);
  });
});
