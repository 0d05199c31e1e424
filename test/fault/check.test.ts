import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createServiceAccountKey, parseServiceAccountKey } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { describe, expect, test } from 'vitest';
import { openClient } from './open-client.ts';

describe('a check', () => {
  test('finds out that only HTTP/2 does not get through', async () => {
    await using sandbox = await startSandbox();
    await using proxy = await startHttp1Proxy(sandbox.endpoint);
    await using client = await openClient({ ...sandbox, endpoint: proxy.endpoint }, { retry: { attempts: 1 } });

    const { ok, findings } = await client.check();

    expect(ok).toBe(false);
    expect(findings[0]).toMatchObject({
      subject: 'reachable',
      status: 'failed',
      detail: expect.stringContaining('HTTP gateway answers'),
      advice: expect.stringContaining("transport: 'http'"),
    });
  });

  test('says what to do about an agreement nobody has accepted', async () => {
    await using sandbox = await startSandbox({ eula: 'pending' });
    await using client = await openClient(sandbox);

    const { findings } = await client.check();

    expect(findings[0]).toMatchObject({
      subject: 'reachable',
      status: 'failed',
      detail: expect.stringContaining('EULA'),
      advice: expect.stringContaining('licence agreement'),
    });
  });

  test('looks at the key that signs now, and gives an advice with everything that is not in order', async () => {
    await using sandbox = await startSandbox();
    const { serviceAccountKey } = await createServiceAccountKey({ name: 'sandbox', lifetimeMs: 3_600_000 });
    await using renewed = await openClient(
      { endpoint: sandbox.endpoint, serviceAccountKey },
      { renewCredentials: () => parseServiceAccountKey(sandbox.serviceAccountKey) },
    );
    await using stranger = await openClient({ endpoint: sandbox.endpoint, serviceAccountKey });

    const known = await renewed.check();
    const unknown = await stranger.check();

    expect(known.findings.find(({ subject }) => subject === 'key')).toMatchObject({ status: 'ok' });
    expect(unknown.findings.map(({ subject, status }) => `${subject} ${status}`)).toEqual([
      'reachable ok',
      'identity failed',
      'role unknown',
      'version unknown',
      'clock ok',
      'key warning',
    ]);
    const troubled = unknown.findings.filter(({ status }) => status !== 'ok');
    expect(troubled.every(({ advice = '' }) => advice !== '')).toBe(true);
  });
});

/** Passes HTTP/1.1 on and ends every connection that begins as HTTP/2, as old proxies do. */
async function startHttp1Proxy(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    near.once('data', (first) => {
      if (first.toString('latin1').startsWith('PRI')) {
        near.destroy();
        return;
      }
      const far = connect({ host: hostname, port: Number(port) });
      far.on('error', () => near.destroy());
      far.write(first);
      near.pipe(far).pipe(near);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
