import { inspect } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createServiceAccountKey, type NewServiceAccountKey } from '../auth/create-service-account-key.ts';
import { GRPC } from '../errors/grpc-status.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { resourceToWire } from '../resources/resource-wire.ts';
import { TEST_CERTIFICATE } from '../transport/testing/certificate.ts';
import { type LoopbackServerOptions, Refusal, startLoopbackServer } from '../transport/testing/loopback-server.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { managementService, stateService } from '../wire/services.ts';
import type { OmniClientOptions } from './client-options.ts';
import { OmniClient } from './omni-client.ts';

const cluster = newResource(types.Cluster, { id: 'demo' });
const get = () => messageCodec('cosi.resource.GetResponse').encode({ resource: resourceToWire(cluster) });
let account: NewServiceAccountKey;
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  account = await createServiceAccountKey({ name: 'automation', lifetimeMs: 3_600_000 });
});

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

async function connect(server: LoopbackServerOptions, overrides: Partial<OmniClientOptions> = {}) {
  const started = await startLoopbackServer({ publicKey: account.armoredPublicKey, ...server });
  const env = { OMNI_ENDPOINT: started.endpoint, OMNI_SERVICE_ACCOUNT_KEY: account.serviceAccountKey };
  const client = await OmniClient.fromEnvironment(env, overrides);
  open.push(started, client);
  return { client, server: started };
}

describe('OmniClient', () => {
  it('comes from the environment and says where it is and who it is', async () => {
    const { client, server } = await connect({ unary: { [stateService.get.path]: get } });

    expect(client).toMatchObject({ endpoint: server.endpoint, identity: 'automation', readOnly: false });
    expect((await client.resources.get(types.Cluster, 'demo')).metadata.id).toBe('demo');
  });

  it('trusts a certificate authority it is given, and says what to do about one it does not know', async () => {
    const options = { unary: { [stateService.get.path]: get }, tls: TEST_CERTIFICATE };
    const { client: trusting } = await connect(options, { tls: { ca: TEST_CERTIFICATE.certificate } });
    const { client: careless } = await connect(options, { tls: { insecureSkipVerify: true } });
    const { client: strict } = await connect(options);

    await trusting.resources.get(types.Cluster, 'demo');
    await careless.resources.get(types.Cluster, 'demo');
    await expect(strict.resources.get(types.Cluster, 'demo')).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining('tls.ca'),
    });
  });

  it('refuses certificates that are none', async () => {
    const server = { unary: { [stateService.get.path]: get }, tls: TEST_CERTIFICATE };

    await expect(connect(server, { tls: { ca: 'nonsense' } })).rejects.toMatchObject({
      code: 'configuration_invalid',
    });
  });

  it('sends nothing that writes when it is read only', async () => {
    const { client, server } = await connect({ unary: { [stateService.get.path]: get } }, { readOnly: true });

    await client.resources.get(types.Cluster, 'demo');
    const writes = await Promise.allSettled([
      client.resources.create(cluster),
      client.resources.update(cluster),
      client.resources.modify(types.Cluster, 'demo', () => {}),
      client.resources.teardown(types.Cluster, 'demo'),
      client.resources.destroy(types.Cluster, 'demo'),
      client.resources.teardownAndDestroy(types.Cluster, 'demo'),
      client.clusters.lock('demo'),
      client.clusters.unlockMachine('m'),
      client.users.destroy('a@example.com'),
      client.management.serviceAccounts.destroy('ci'),
    ]);

    expect(writes.map((write) => write.status === 'rejected' && write.reason.code)).toEqual(
      writes.map(() => 'read_only'),
    );
    expect(server.calls).toEqual([stateService.get.path]);
  });

  it('asks once for what its cache may answer, and again after every write', async () => {
    const empty = () => new Uint8Array();
    const { client, server } = await connect(
      { unary: { [stateService.get.path]: get, [managementService.destroyUser.path]: empty } },
      { cache: { maxAgeMs: 60_000 } },
    );
    const read = () => client.resources.get(types.Cluster, 'demo');

    await read();
    await read();
    await client.users.destroy('a@example.com');
    await read();
    await client.resources.page(types.Cluster).catch(() => {});
    await read();

    const reads = server.calls.filter((path) => path === stateService.get.path);
    expect(reads).toHaveLength(2);
  });

  it('keeps nothing of one identity for another', async () => {
    const { parseServiceAccountKey } = await import('../auth/service-account-key.ts');
    let refusals = 0;
    const { client, server } = await connect(
      {
        unary: {
          [stateService.get.path]: (request) => {
            const { id } = messageCodec('cosi.resource.GetRequest').decode(request);
            if (id === 'refused' && refusals++ === 0) throw new Refusal(GRPC.UNAUTHENTICATED, 'invalid signature');
            return get();
          },
        },
      },
      {
        cache: { maxAgeMs: 60_000 },
        renewCredentials: () => parseServiceAccountKey(account.serviceAccountKey),
      },
    );

    await client.resources.get(types.Cluster, 'demo');
    await client.resources.get(types.Cluster, 'refused');
    await client.resources.get(types.Cluster, 'demo');

    expect(server.calls).toHaveLength(4);
  });

  it('answers with code closed after it is closed', async () => {
    const { client } = await connect({ unary: { [stateService.get.path]: get } });

    await client[Symbol.asyncDispose]();

    await expect(client.resources.get(types.Cluster, 'demo')).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('secrets', () => {
  it('do not show in anything that is printed', async () => {
    let signature = '';
    const { client } = await connect({
      unary: {
        [stateService.get.path]: (_, metadata) => {
          signature = String(metadata.get('x-sidero-signature')[0]);
          throw new Refusal(GRPC.UNAUTHENTICATED, `invalid signature: ${signature}`);
        },
      },
    });
    const { parseServiceAccountKey } = await import('../auth/service-account-key.ts');
    const credentials = await parseServiceAccountKey(account.serviceAccountKey);
    const error: unknown = await client.resources.get(types.Cluster, 'demo').catch((caught: unknown) => caught);

    const shown = [client, credentials, credentials.key, error]
      .flatMap((value) => [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)])
      .join('\n');

    const armored: string = JSON.parse(Buffer.from(account.serviceAccountKey, 'base64').toString()).pgp_key;
    const canaries = [...armored.split('\n').filter((line) => line.length > 30), signature.split(' ').at(-1)];
    expect(canaries.length).toBeGreaterThan(3);
    for (const canary of canaries) expect(shown).not.toContain(canary);
    expect(shown).not.toContain('x-sidero-signature');
    expect(shown).not.toContain(account.serviceAccountKey.slice(40, 80));
  });
});
