import { createServiceAccountKey, types } from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { connect, connectThroughGateway } from './harness/connect.ts';
import { startCosiServer } from './harness/cosi-server.ts';

connectThroughGateway();

/** The real grpc-gateway with Omni's settings, in front of the real COSI server with Omni's signatures. */
describe('through the HTTP gateway', () => {
  describe('the state', () => import('./client-state.test.ts').then(() => undefined));
  describe('watches', () => import('./client-watch.test.ts').then(() => undefined));

  test('a key that is not registered is refused, unary and in a stream', async () => {
    await using server = await startCosiServer({ machines: 1 });
    const { serviceAccountKey } = await createServiceAccountKey({ name: 'stranger' });
    await using client = await connect(server, { serviceAccountKey });

    const [unary, stream] = await Promise.allSettled([
      client.resources.get(types.MachineStatus, 'any'),
      client.resources.list(types.MachineStatus),
    ]);

    expect([unary, stream]).toMatchObject([
      { reason: { code: 'unauthenticated' } },
      { reason: { code: 'unauthenticated' } },
    ]);
  });

  test('a call the gateway does not have is told from a resource that is missing', async () => {
    await using server = await startCosiServer({ machines: 1 });
    await using client = await connect(server);

    await expect(client.management.kubeconfig('demo')).rejects.toMatchObject({ code: 'unimplemented' });
    await expect(client.resources.get(types.MachineStatus, 'absent')).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each(['none', 'gzip'] as const)(
    'a thousand resources come whole, and none as none (%s)',
    async (compression) => {
      await using server = await startCosiServer({ machines: 1_000 });
      await using client = await connect(server, { compression });

      const machines = await client.resources.list(types.MachineStatus);

      expect(await client.resources.list(types.ConfigPatch)).toEqual([]);
      expect(machines).toHaveLength(1_000);
      expect(machines.every(({ spec }) => spec.talosVersion === 'v1.13.8')).toBe(true);
    },
  );
});
