import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseEndpoint } from '../../config/endpoint.ts';
import { stateService } from '../../wire/services.ts';
import { retryReason } from '../retry-reason.ts';
import { TEST_CERTIFICATE } from '../testing/certificate.ts';
import { HttpTransport } from './http-transport.ts';
import { startConnectProxy } from './testing/connect-proxy.ts';
import { connectTo, got, idOf, REQUEST, signer } from './testing/http-fixture.ts';
import { json } from './testing/http-server.ts';

const GET = stateService.get.path;

const open: AsyncDisposable[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

describe('connections', () => {
  it('that nobody takes fail as never sent', async () => {
    const { server, transport } = await connectTo(open, json({}));
    await server[Symbol.asyncDispose]();

    const failure = await transport.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'unavailable', hint: expect.stringContaining('Nothing listens') });
    expect(retryReason(failure)).toBe('not-sent');
  });

  it('that break in the middle fail as maybe arrived', async () => {
    const { transport } = await connectTo(open, (response) => void response.socket?.resetAndDestroy());

    const failure = await transport.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(retryReason(failure)).toBe('if-repeatable');
  });

  it('over TLS trust the given certificate and no other', async () => {
    const { server, transport } = await connectTo(open, json(got('a')), {
      tls: { ca: TEST_CERTIFICATE.certificate },
      serveTls: true,
    });
    await using stranger = new HttpTransport({ endpoint: parseEndpoint(server.endpoint), signer });
    await using careless = new HttpTransport({
      endpoint: parseEndpoint(server.endpoint),
      signer,
      tls: { insecureSkipVerify: true },
    });

    const failure = await stranger.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(idOf(await transport.unary(GET, REQUEST))).toBe('a');
    expect(idOf(await careless.unary(GET, REQUEST))).toBe('a');
    expect(failure).toMatchObject({ code: 'unavailable', hint: expect.stringContaining('tls.ca') });
    expect(retryReason(failure)).toBe('never');
  });

  it.each([false, true])('go through the proxy the environment names (TLS: %s)', async (tls) => {
    const { server } = await connectTo(open, json(got('a')), { serveTls: tls });
    const proxy = await startConnectProxy(server.endpoint);
    open.push(proxy);
    vi.stubEnv(tls ? 'https_proxy' : 'http_proxy', proxy.url.replace('//', '//user:canary@'));
    const endpoint = parseEndpoint(`${tls ? 'https' : 'http'}://omni.example.com:8443`);
    await using transport = new HttpTransport({ endpoint, signer, tls: { insecureSkipVerify: true } });

    expect(idOf(await transport.unary(GET, REQUEST))).toBe('a');
    expect(proxy.asked).toEqual([
      { target: 'omni.example.com:8443', authorization: `Basic ${Buffer.from('user:canary').toString('base64')}` },
    ]);
  });

  it('go past the proxy to hosts that no_proxy names, and to this machine', async () => {
    const { transport } = await connectTo(open, json(got('a')));
    vi.stubEnv('http_proxy', 'http://127.0.0.1:1');

    expect(idOf(await transport.unary(GET, REQUEST))).toBe('a');

    vi.stubEnv('no_proxy', '.invalid');
    await using named = new HttpTransport({ endpoint: parseEndpoint('http://omni.invalid'), signer });
    await expect(named.unary(GET, REQUEST)).rejects.toMatchObject({ message: expect.stringMatching(/ENOTFOUND|EAI/) });
  });

  it.each<[number, string, string]>([
    [407, 'not-sent', 'unavailable'],
    [502, 'if-repeatable', 'unavailable'],
    [403, 'never', 'access_denied'],
  ])('fail when the proxy answers with %i', async (status, reason, code) => {
    const proxy = await startConnectProxy('http://127.0.0.1:1', status);
    open.push(proxy);
    vi.stubEnv('https_proxy', proxy.url);
    await using transport = new HttpTransport({ endpoint: parseEndpoint('https://omni.example.com'), signer });

    const failure = await transport.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code });
    expect(retryReason(failure)).toBe(reason);
  });

  it('refuse a proxy that is none, without quoting it', async () => {
    vi.stubEnv('https_proxy', 'socks5://user:canary@proxy');
    await using transport = new HttpTransport({ endpoint: parseEndpoint('https://omni.example.com'), signer });

    const failure = await transport.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'configuration_invalid' });
    expect(String(failure)).not.toContain('canary');
  });
});
