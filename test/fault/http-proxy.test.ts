import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { types } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openClient } from './open-client.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a client behind an HTTP proxy', () => {
  test.each([
    ['grpc', 'grpc_proxy'],
    ['grpc', 'https_proxy'],
    ['http', 'http_proxy'],
    ['http', 'ALL_PROXY'],
  ] as const)('goes through the one that is named for it (%s: %s)', async (transport, variable) => {
    await using sandbox = await startSandbox();
    await using proxy = await startConnectProxy(sandbox.endpoint);
    vi.stubEnv(variable, proxy.url);
    await using client = await openClient({ ...sandbox, endpoint: 'http://omni.example.com:8080' }, { transport });

    const machines = await client.resources.list(types.MachineStatus);

    expect(machines).toHaveLength(10);
    expect(proxy.asked).toEqual(['omni.example.com:8080']);
  });

  test.each([
    ['grpc', 'grpc_proxy'],
    ['http', 'http_proxy'],
  ] as const)('goes past it to this machine (%s)', async (transport, variable) => {
    await using sandbox = await startSandbox();
    await using proxy = await startConnectProxy(sandbox.endpoint);
    vi.stubEnv(variable, proxy.url);
    await using client = await openClient(sandbox, { transport });

    await client.resources.list(types.MachineStatus);

    expect(proxy.asked).toEqual([]);
  });
});

/** A proxy that connects whatever it is asked for to one server, and remembers what it was asked for. */
async function startConnectProxy(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', ({ url }, near) => {
    asked.push(url ?? '');
    const far = connect({ host: hostname, port: Number(port) }, () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
