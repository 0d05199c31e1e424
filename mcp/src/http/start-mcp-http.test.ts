import { request } from 'node:http';
import { createServiceAccountKey, OmniClient, parseServiceAccountKey } from '@fleetwright/omni-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { modernClient } from '../testing/clients.ts';
import { sharedTokenVerifier } from './bearer-token.ts';
import { type McpHttp, type McpHttpOptions, startMcpHttp } from './start-mcp-http.ts';

const TOKEN = 'correct-horse-battery-staple';

let instance: McpHttpOptions['instance'];
const servers: McpHttp[] = [];

beforeAll(async () => {
  const credentials = await parseServiceAccountKey((await createServiceAccountKey({ name: 'test' })).serviceAccountKey);
  instance = { reader: new OmniClient({ endpoint: 'http://127.0.0.1:1', credentials, readOnly: true }) };
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

async function start(options: Partial<McpHttpOptions> = {}): Promise<McpHttp> {
  const server = await startMcpHttp({ instance, ...options });
  servers.push(server);
  return server;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** A bare request, so that Host and Origin can be anything. */
function send(url: string, { method = 'POST', headers = {}, body = '{}' }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers: { 'content-type': 'application/json', ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    call.on('error', reject);
    call.end(method === 'POST' ? body : undefined);
  });
}

describe('the HTTP entry', () => {
  it('serves clients on loopback', async () => {
    const { url } = await start();
    await using client = await modernClient({ url });

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
    expect((await client.tools()).length).toBeGreaterThan(5);
  });

  it.each([
    ['another host name', { host: 'evil.example.com' }],
    ['the page of another site', { origin: 'https://evil.example.com' }],
    ['a page without an origin', { origin: 'null' }],
  ])('refuses %s', async (_what, headers) => {
    const { url } = await start();

    expect((await send(url, { headers })).status).toBe(403);
  });

  it('accepts the host and origin it was told to', async () => {
    const { url } = await start({ allowedHosts: ['mcp.example.com'], allowedOrigins: ['app.example.com'] });

    const answer = await send(url, { headers: { host: 'mcp.example.com:443', origin: 'https://app.example.com' } });

    expect(answer.status).not.toBe(403);
  });

  it('answers health checks whatever the host, and nothing else', async () => {
    const { url } = await start({ verifier: sharedTokenVerifier(TOKEN) });
    const base = url.replace(/\/mcp$/, '');

    const health = await send(`${base}/healthz`, { method: 'GET', headers: { host: 'lb.internal' } });
    const posted = await send(`${base}/healthz`, {});
    const elsewhere = await send(`${base}/admin`, { method: 'GET' });

    expect([health.status, health.body]).toEqual([200, '{"status":"ok"}']);
    expect([posted.status, elsewhere.status]).toEqual([405, 404]);
  });

  it('refuses a body over the limit', async () => {
    const { url } = await start({ maxBodyBytes: 1000 });

    const answer = await send(url, {
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', pad: 'x'.repeat(2000) }),
    });

    expect(answer.status).toBe(413);
  });

  it('asks for the token when it has one', async () => {
    const { url } = await start({ verifier: sharedTokenVerifier(TOKEN) });
    await using client = await modernClient({ url, headers: { authorization: `Bearer ${TOKEN}` } });

    const without = await send(url, {});
    const wrong = await send(url, { headers: { authorization: `Bearer ${TOKEN}x` } });

    expect([without.status, wrong.status]).toEqual([401, 401]);
    expect(without.headers['www-authenticate']).toContain('Bearer');
    expect(wrong.body).not.toContain(TOKEN);
    expect((await client.tools()).length).toBeGreaterThan(5);
  });

  it.each(['0.0.0.0', '::', '192.0.2.1', 'omni.example.com'])('does not listen on %s without a token', async (host) => {
    await expect(start({ host })).rejects.toMatchObject({
      code: 'configuration_invalid',
      hint: expect.stringContaining('OMNI_MCP_TOKEN'),
    });
  });

  it('listens elsewhere with a token', async () => {
    const { url } = await start({ host: '0.0.0.0', verifier: sharedTokenVerifier(TOKEN) });

    expect((await send(url.replace('0.0.0.0', '127.0.0.1'), {})).status).toBe(401);
  });

  it('says when the port is taken', async () => {
    const { url } = await start();

    await expect(start({ port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringContaining('EADDRINUSE'),
    });
  });

  it('refuses a token that can be guessed', () => {
    expect(() => sharedTokenVerifier('short')).toThrow(RangeError);
  });
});
