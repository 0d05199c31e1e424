import { createServiceAccountKey, types } from '@fleetwright/omni-core';
import { generateKey } from 'openpgp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from './harness/connect.ts';
import { type CosiServer, startCosiServer } from './harness/cosi-server.ts';

const HOUR_MS = 60 * 60_000;

let server: CosiServer;

beforeAll(async () => {
  server = await startCosiServer({ machines: 1 });
});

afterAll(() => server[Symbol.asyncDispose]());

describe("signatures checked by Omni's own library", () => {
  test('a key made by that library signs unary calls and streams', async () => {
    await using client = await connect(server);

    const machines = await client.resources.list(types.MachineStatus);
    const machine = await client.resources.get(types.MachineStatus, machines[0]?.metadata.id ?? '');

    expect(machine.metadata.id).toBe(machines[0]?.metadata.id);
  });

  test('every one of many signatures in flight is accepted', async () => {
    await using client = await connect(server);

    const found = await Promise.all(
      Array.from({ length: 300 }, (_, index) => client.resources.find(types.MachineStatus, `absent-${index}`)),
    );

    expect(found.every((machine) => machine === undefined)).toBe(true);
  });

  test('a key made here passes the checks of registration and signs', async () => {
    const made = await createServiceAccountKey({ name: 'made-here' });
    await server.register(made.armoredPublicKey);
    await using client = await connect(server, { serviceAccountKey: made.serviceAccountKey });

    await expect(client.resources.list(types.MachineStatus)).resolves.toHaveLength(1);
  });

  test.each(['curve25519', 'nistP256', 'rsa'] as const)('a %s key signs through openpgp', async (kind) => {
    const { publicKey, privateKey } = await generateKey({
      ...(kind === 'rsa'
        ? { type: 'rsa', rsaBits: 2048 }
        : kind === 'curve25519'
          ? { type: 'curve25519' }
          : { type: 'ecc', curve: kind }),
      userIDs: [{ name: kind, email: `${kind}@serviceaccount.omni.sidero.dev` }],
      keyExpirationTime: 3600,
      format: 'armored',
      config: { v6Keys: false },
    });
    await server.register(publicKey);
    const serviceAccountKey = Buffer.from(JSON.stringify({ name: kind, pgp_key: privateKey })).toString('base64');
    await using client = await connect(server, { serviceAccountKey });

    await expect(client.resources.list(types.MachineStatus)).resolves.toHaveLength(1);
  });

  test('an unregistered key is refused, and the error says what to look at', async () => {
    const { serviceAccountKey } = await createServiceAccountKey({ name: 'stranger', lifetimeMs: HOUR_MS });
    await using client = await connect(server, { serviceAccountKey });

    const [unary, stream] = await Promise.allSettled([
      client.resources.get(types.MachineStatus, 'any'),
      client.resources.list(types.MachineStatus),
    ]);

    expect(unary).toMatchObject({ reason: { code: 'unauthenticated', hint: expect.stringContaining('key') } });
    expect(stream).toMatchObject({ reason: { code: 'unauthenticated' } });
    await expect.poll(() => server.refusals).toContain('refused /cosi.resource.State/Get: the key is not registered');
  });

  test('a key that lives longer than Omni allows is not registered', async () => {
    const { publicKey } = await generateKey({
      type: 'ecc',
      curve: 'ed25519Legacy',
      userIDs: [{ name: 'eternal', email: 'eternal@serviceaccount.omni.sidero.dev' }],
      format: 'armored',
      config: { v6Keys: false },
    });

    await expect(server.register(publicKey)).rejects.toThrow('key does not contain a valid key lifetime');
  });

  test('a custom certificate authority is trusted, and only when named', async () => {
    await using secure = await startCosiServer({ machines: 1, tls: true });
    await using trusting = await connect(secure);
    await using doubting = await connect({ ...secure, ca: undefined }, { timeoutMs: 2_000 });

    await expect(trusting.resources.list(types.MachineStatus)).resolves.toHaveLength(1);
    await expect(doubting.resources.list(types.MachineStatus)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
