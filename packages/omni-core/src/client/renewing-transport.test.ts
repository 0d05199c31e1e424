import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createServiceAccountKey, type NewServiceAccountKey } from '../auth/create-service-account-key.ts';
import type { Credentials } from '../auth/credentials.ts';
import { parseServiceAccountKey } from '../auth/service-account-key.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { resourceToWire } from '../resources/resource-wire.ts';
import { startLoopbackServer } from '../transport/testing/loopback-server.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { stateService } from '../wire/services.ts';
import { OmniClient } from './omni-client.ts';

const cluster = newResource(types.Cluster, { id: 'demo' });
const open: AsyncDisposable[] = [];
let known: NewServiceAccountKey;
let good: Credentials;
let refused: Credentials;

beforeAll(async () => {
  known = await createServiceAccountKey({ name: 'known', lifetimeMs: 3_600_000 });
  good = await parseServiceAccountKey(known.serviceAccountKey);
  const other = await createServiceAccountKey({ name: 'unknown', lifetimeMs: 3_600_000 });
  refused = await parseServiceAccountKey(other.serviceAccountKey);
});

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

async function connect(credentials: Credentials, renewCredentials?: () => Promise<Credentials>) {
  const get = () => messageCodec('cosi.resource.GetResponse').encode({ resource: resourceToWire(cluster) });
  const server = await startLoopbackServer({
    publicKey: known.armoredPublicKey,
    unary: { [stateService.get.path]: get },
    streams: { [stateService.list.path]: async () => {} },
  });
  const options = { endpoint: server.endpoint, credentials };
  const client = new OmniClient(renewCredentials === undefined ? options : { ...options, renewCredentials });
  open.push(server, client);
  return { client, server };
}

describe('a client that can renew its credentials', () => {
  it('does so once for all calls that were refused, and sends them again', async () => {
    let renewals = 0;
    const { client, server } = await connect(refused, async () => {
      renewals += 1;
      return good;
    });

    await Promise.all([1, 2, 3].map(() => client.resources.get(types.Cluster, 'demo')));
    await client.resources.get(types.Cluster, 'demo');

    expect(renewals).toBe(1);
    expect(server.calls.length).toBeGreaterThanOrEqual(5);
  });

  it('does so for a key that has ended, without asking the server first', async () => {
    const ended = { ...refused, key: { ...refused.key, sign: refused.key.sign, expires: new Date(0) } };
    const { client, server } = await connect(ended, async () => good);

    await client.resources.get(types.Cluster, 'demo');

    expect(server.calls).toHaveLength(1);
  });

  it('gives up when the new ones are refused as well, or cannot be had', async () => {
    const { client } = await connect(refused, async () => refused);
    const { client: failing } = await connect(refused, () => Promise.reject(new Error('no browser')));

    await expect(client.resources.get(types.Cluster, 'demo')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(failing.resources.get(types.Cluster, 'demo')).rejects.toThrow('no browser');
  });

  it('lets a caller give up while the renewal goes on', async () => {
    const renewal = Promise.withResolvers<Credentials>();
    const asked = Promise.withResolvers<void>();
    const { client } = await connect(refused, () => {
      asked.resolve();
      return renewal.promise;
    });
    const abort = new AbortController();

    const first = client.resources.get(types.Cluster, 'demo', { signal: abort.signal });
    const outcome = expect(first).rejects.toMatchObject({ code: 'cancelled' });
    const second = client.resources.get(types.Cluster, 'demo');
    await asked.promise;
    abort.abort();
    await outcome;
    renewal.resolve(good);

    expect((await second).metadata.id).toBe('demo');
  });

  it('does so for streams that were refused, and leaves other clients as they are', async () => {
    const { client } = await connect(refused, async () => good);
    const { client: plain } = await connect(refused);

    expect(await client.resources.list(types.Cluster)).toEqual([]);
    await expect(plain.resources.list(types.Cluster)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(plain.resources.get(types.Cluster, 'demo')).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
