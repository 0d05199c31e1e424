import { types } from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { openClient } from '../fault/open-client.ts';
import { startTcpProxy } from '../fault/tcp-proxy.ts';
import { startCosiServer } from './harness/cosi-server.ts';

describe('compression', () => {
  test('makes large answers of a Go server much smaller and changes nothing else', async () => {
    await using server = await startCosiServer({ machines: 200 });
    const listed = async (compression: 'none' | 'gzip') => {
      await using proxy = await startTcpProxy(server.endpoint);
      await using client = await openClient({ ...server, endpoint: proxy.endpoint }, { compression });
      const machines = await client.resources.list(types.MachineStatus);
      return { machines: machines.map(({ metadata, spec }) => ({ metadata, spec })), bytes: proxy.bytesToClients };
    };

    const plain = await listed('none');
    const packed = await listed('gzip');

    expect(packed.machines).toEqual(plain.machines);
    expect(packed.bytes).toBeLessThan(plain.bytes * 0.6);
  });
});
