import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseEndpoint } from '../../config/endpoint.ts';
import { messageCodec } from '../../wire/message-codec.ts';
import { managementService, stateService } from '../../wire/services.ts';
import type { HeaderSource } from '../header-source.ts';
import { retryReason } from '../retry-reason.ts';
import { TEST_CERTIFICATE } from '../testing/certificate.ts';
import { HttpTransport, type HttpTransportOptions } from './http-transport.ts';
import { type Answer, json, type ReceivedRequest, startHttpServer } from './testing/http-server.ts';

const GET = stateService.get.path;
const LIST = stateService.list.path;
const REQUEST = messageCodec('cosi.resource.GetRequest').encode({ namespace: 'default', type: 'T', id: 'a' });
const ALL = messageCodec('cosi.resource.ListRequest').encode({ namespace: 'default' });
/** A request that a test's server can tell from {@link ALL}. */
const OTHER = messageCodec('cosi.resource.ListRequest').encode({ namespace: 'other' });
const never: Answer = () => {};
const signer: HeaderSource = {
  sign: () => ({ 'x-sidero-timestamp': '1', 'x-sidero-payload': '{}', 'x-sidero-signature': 'siderov1 a b c' }),
};

const open: AsyncDisposable[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

async function connectTo(answer: Answer, options: Partial<HttpTransportOptions> = {}, tls = false) {
  const server = await startHttpServer(answer, tls ? TEST_CERTIFICATE : undefined);
  const transport = new HttpTransport({ endpoint: parseEndpoint(server.endpoint), signer, ...options });
  open.push(server, transport);
  return { server, transport };
}

function got(id: string): unknown {
  return { resource: { metadata: { id } } };
}

const isOther = ({ body }: ReceivedRequest): boolean => (body as { namespace?: string }).namespace === 'other';

const idOf = (message: Uint8Array): string | undefined =>
  messageCodec('cosi.resource.GetResponse').decode(message).resource?.metadata?.id;

function line(response: ServerResponse, value: unknown): void {
  if (!response.headersSent) response.setHeader('Content-Type', 'application/json');
  response.write(`${JSON.stringify(value)}\n`);
}

describe('unary calls', () => {
  it('are one POST each, with the metadata, its signature and the deadline in headers', async () => {
    const { server, transport } = await connectTo(json(got('a')));

    const answer = await transport.unary(GET, REQUEST, { metadata: { nodes: ['x', 'y'] }, timeoutMs: 1_234 });

    expect(idOf(answer)).toBe('a');
    expect(server.received).toMatchObject([
      {
        path: '/api/cosi.resource.State/Get',
        body: { namespace: 'default', type: 'T', id: 'a' },
        headers: {
          'grpc-metadata-nodes': ['x', 'y'],
          'grpc-metadata-x-sidero-timestamp': ['1'],
          'grpc-metadata-x-sidero-payload': ['{}'],
          'grpc-metadata-x-sidero-signature': ['siderov1 a b c'],
          'grpc-timeout': ['1234m'],
          'content-type': ['application/json'],
          'accept-encoding': ['identity'],
        },
      },
    ]);
  });

  it('share connections one after the other', async () => {
    const ports = new Set<number | undefined>();
    const { transport } = await connectTo((response, request) => {
      ports.add(response.socket?.remotePort);
      return json(got('a'))(response, request);
    });

    for (let call = 0; call < 5; call++) await transport.unary(GET, REQUEST);

    expect(ports.size).toBe(1);
  });

  it('can say a deadline of months', async () => {
    const { server, transport } = await connectTo(json(got('a')));

    await transport.unary(GET, REQUEST, { timeoutMs: 90 * 24 * 3_600_000 });

    expect(server.received[0]?.headers['grpc-timeout']).toEqual(['7776000S']);
  });

  it('unpack answers they asked to be packed', async () => {
    const { server, transport } = await connectTo(
      (response) => {
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
        response.end(gzipSync(JSON.stringify(got('packed'))));
      },
      { compression: 'gzip' },
    );

    expect(idOf(await transport.unary(GET, REQUEST))).toBe('packed');
    expect(server.received[0]?.headers['accept-encoding']).toEqual(['gzip']);
  });

  it('skip what a newer Omni says', async () => {
    const { transport } = await connectTo(json({ resource: { metadata: { id: 'a', nonsense: 1 } }, nonsense: [] }));

    expect(idOf(await transport.unary(GET, REQUEST))).toBe('a');
  });

  it('end at their deadline', async () => {
    const { server, transport } = await connectTo(never);

    await expect(transport.unary(GET, REQUEST, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });

    await server.received[0]?.closed;
  });

  it('end when the signal fires, with its reason as cause, and nobody answers them any more', async () => {
    const { server, transport } = await connectTo(never);
    const abort = new AbortController();
    const reason = new Error('shutting down');

    const call = transport.unary(GET, REQUEST, { signal: abort.signal });
    const outcome = expect(call).rejects.toMatchObject({ code: 'cancelled', cause: reason });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));
    abort.abort(reason);

    await outcome;
    await server.received[0]?.closed;
  });

  it('send nothing when the signal has fired already', async () => {
    const { server, transport } = await connectTo(json({}));

    await expect(transport.unary(GET, REQUEST, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });

    expect(server.received).toEqual([]);
  });

  it('fail with code closed after the transport is closed, and while it closes', async () => {
    const { server, transport } = await connectTo(never);
    const outcome = expect(transport.unary(GET, REQUEST)).rejects.toMatchObject({ code: 'closed' });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));

    await transport[Symbol.asyncDispose]();
    await transport[Symbol.asyncDispose]();

    await outcome;
    await expect(transport.unary(GET, REQUEST)).rejects.toMatchObject({ code: 'closed' });
  });

  it('refuse header values the gateway would drop, without repeating them', async () => {
    const { server, transport } = await connectTo(json({}));

    const failure = await transport.unary(GET, REQUEST, { metadata: { context: ['canary-ä'] } }).catch(String);

    expect(failure).toContain('context');
    expect(failure).not.toContain('canary');
    expect(server.received).toEqual([]);
  });

  it('are refused for methods whose messages nobody here knows', async () => {
    const { transport } = await connectTo(json({}));

    await expect(transport.unary('/other.Service/Call', REQUEST)).rejects.toMatchObject({ code: 'unimplemented' });
  });

  it('carry messages far above 4 MiB, and none above the limit, either way', async () => {
    const big = 'x'.repeat(9 * 1024 * 1024);
    const { transport } = await connectTo(json(got(big)), { maxMessageBytes: 10 * 1024 * 1024 });
    const small = new HttpTransport({
      endpoint: parseEndpoint((await connectTo(json(got(big)))).server.endpoint),
      signer,
      maxMessageBytes: 1024,
    });
    open.push(small);
    const large = messageCodec('cosi.resource.GetRequest').encode({ id: big });

    expect(idOf(await transport.unary(GET, large))).toHaveLength(big.length);
    for (const request of [REQUEST, large]) {
      const failure = await small.unary(GET, request).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'resource_exhausted', message: expect.stringContaining('larger than') });
      expect(retryReason(failure)).toBe('never');
    }
    expect(idOf(await small.unary(GET, REQUEST, { maxMessageBytes: 10 * 1024 * 1024 }))).toHaveLength(big.length);
  });
});

describe('refusals', () => {
  it.each<[string, number, unknown, string]>([
    ['a missing resource', 404, { code: 5, message: "resource T(default/a) doesn't exist" }, 'not_found'],
    ['a method this Omni does not have', 404, { code: 5, message: 'Not Found', details: [] }, 'unimplemented'],
    ['a bad signature', 401, { code: 16, message: 'invalid signature' }, 'unauthenticated'],
    ['a role too low', 403, { code: 7, message: 'insufficient role' }, 'access_denied'],
    ['a lost race', 400, { code: 9, message: 'update conflict: expected version 1' }, 'version_conflict'],
    ['too many calls', 429, { code: 8, message: 'slow down' }, 'resource_exhausted'],
    ['a deadline the server noticed', 504, { code: 4, message: 'context deadline exceeded' }, 'deadline_exceeded'],
    ['a failure of the stream kind', 403, { error: { code: 7, message: 'no' } }, 'access_denied'],
    ['a load balancer without a server', 503, 'Service Unavailable', 'unavailable'],
    ['a proxy that lost the server', 502, { message: 'Bad Gateway' }, 'unavailable'],
    ['a gate in front of Omni', 403, {}, 'access_denied'],
    ['a server that is something else', 404, 'nothing here', 'unimplemented'],
    ['a server that fails without a word', 500, { code: 'none' }, 'server_error'],
  ])('are typed: %s', async (_name, status, body, code) => {
    const { transport } = await connectTo(json(body, status));

    await expect(transport.unary(GET, REQUEST)).rejects.toMatchObject({ code });
  });

  it('explain a refused signature by the clock', async () => {
    const { transport } = await connectTo((response) => {
      response.setHeader('Date', new Date(Date.now() - 6 * 60_000).toUTCString());
      response.writeHead(401, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ code: 16, message: 'invalid signature' }));
    });

    await expect(transport.unary(GET, REQUEST)).rejects.toMatchObject({
      code: 'unauthenticated',
      hint: expect.stringContaining('6 minutes ahead'),
    });
    expect(transport.clockAheadMs).toBeGreaterThan(5 * 60_000);
  });

  it.each<[string, Answer]>([
    ['a web page', (response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<canary>')],
    ['a redirect', (response) => void response.writeHead(302, { Location: 'https://canary.example.com' }).end()],
    ['half a JSON', (response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"canary')],
    ['another message', json({ resource: 'canary' })],
    [
      'what is not packed at all',
      (response) =>
        void response
          .writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
          .end('canary canary'),
    ],
  ])('name an endpoint that answers with %s, without quoting it', async (_name, answer) => {
    const { transport } = await connectTo(answer);

    const failure = await transport.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'protocol' });
    expect(JSON.stringify(failure) + String(failure) + String((failure as Error).cause)).not.toContain('canary');
  });

  it('name an endpoint that speaks no HTTP/1.1', async () => {
    const server = createTcpServer((socket) => socket.on('error', () => {}).end('\0\0\0 no HTTP'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const endpoint = parseEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await using transport = new HttpTransport({ endpoint, signer });

    await expect(transport.unary(GET, REQUEST)).rejects.toMatchObject({
      code: 'protocol',
      hint: expect.stringContaining("'grpc'"),
    });
    server.close();
  });
});

describe('connections', () => {
  it('that nobody takes fail as never sent', async () => {
    const { server, transport } = await connectTo(json({}));
    await server[Symbol.asyncDispose]();

    const failure = await transport.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'unavailable', hint: expect.stringContaining('Nothing listens') });
    expect(retryReason(failure)).toBe('not-sent');
  });

  it('that break in the middle fail as maybe arrived', async () => {
    const { transport } = await connectTo((response) => void response.socket?.resetAndDestroy());

    const failure = await transport.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(retryReason(failure)).toBe('if-repeatable');
  });

  it('over TLS trust the given certificate and no other', async () => {
    const { server, transport } = await connectTo(json(got('a')), { tls: { ca: TEST_CERTIFICATE.certificate } }, true);
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
    const { server } = await connectTo(json(got('a')), {}, tls);
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
    const { transport } = await connectTo(json(got('a')));
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

describe('server streams', () => {
  it('deliver every message in order, those of a chunk together', async () => {
    const { server, transport } = await connectTo(async (response) => {
      const lines = Array.from({ length: 5_000 }, (_, id) => `${JSON.stringify({ result: got(String(id)) })}\n`);
      response.setHeader('Content-Type', 'application/json');
      // In pieces that end anywhere.
      const all = Buffer.from(lines.join(''));
      for (let start = 0; start < all.length; start += 7_777) {
        response.write(all.subarray(start, start + 7_777));
        if (start % 10 === 0) await turn();
      }
      response.end();
    });

    const batches = await Array.fromAsync(transport.serverStream(LIST, ALL));

    expect(batches.flat().map(idOf)).toEqual(Array.from({ length: 5_000 }, (_, id) => String(id)));
    expect(batches.length).toBeLessThan(500);
    expect(server.received[0]?.headers).not.toHaveProperty('grpc-timeout');
  });

  it('deliver a last line without a break, texts beyond ASCII, and nothing of an empty stream', async () => {
    const { transport } = await connectTo((response, request) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(!isOther(request) ? JSON.stringify({ result: got('ä€😀') }) : '');
    });

    const one = await Array.fromAsync(transport.serverStream(LIST, ALL));
    const none = await Array.fromAsync(transport.serverStream(LIST, OTHER));

    expect(one.map((batch) => batch.map(idOf))).toEqual([['ä€😀']]);
    expect(none).toEqual([]);
  });

  it('deliver messages in order up to an error, then throw it', async () => {
    const { transport } = await connectTo((response) => {
      for (let id = 0; id < 200; id++) line(response, { result: got(String(id)) });
      line(response, { error: { code: 7, message: 'insufficient role', details: [] } });
      response.end();
    });
    const seen: Uint8Array[] = [];

    const reading = (async () => {
      for await (const batch of transport.serverStream(LIST, ALL)) seen.push(...batch);
    })();

    await expect(reading).rejects.toMatchObject({ code: 'access_denied' });
    expect(seen).toHaveLength(200);
  });

  it('unpack each message as it comes', async () => {
    const { transport } = await connectTo(
      async (response) => {
        const { createGzip, constants } = await import('node:zlib');
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
        const gzip = createGzip();
        gzip.pipe(response);
        gzip.write(`${JSON.stringify({ result: got('first') })}\n`);
        gzip.flush(constants.Z_SYNC_FLUSH);
      },
      { compression: 'gzip' },
    );
    const stream = transport.serverStream(LIST, ALL);

    const { value } = await stream.next();

    expect(value?.map(idOf)).toEqual(['first']);
    await stream.return();
  });

  it('are cancelled on the server when the loop is left early', async () => {
    const { server, transport } = await connectTo((response) => line(response, { result: got('a') }));

    for await (const _ of transport.serverStream(LIST, ALL)) break;

    await server.received[0]?.closed;
  });

  it('end at once when the signal fires, even while waiting', async () => {
    const { server, transport } = await connectTo((response) => line(response, { result: got('a') }));
    const abort = new AbortController();
    const stream = transport.serverStream(LIST, ALL, { signal: abort.signal });
    await stream.next();

    const waiting = stream.next();
    abort.abort(new Error('enough'));

    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', cause: { message: 'enough' } });
    await server.received[0]?.closed;
  });

  it('end at their deadline, before and after the first message', async () => {
    const { transport } = await connectTo((response, request) => {
      if (!isOther(request)) line(response, { result: got('a') });
    });

    for (const request of [ALL, OTHER]) {
      const reading = Array.fromAsync(transport.serverStream(LIST, request, { timeoutMs: 200 }));
      await expect(reading).rejects.toMatchObject({ code: 'deadline_exceeded' });
    }
  });

  it('fail with code closed when the transport closes', async () => {
    const { server, transport } = await connectTo(never);
    const outcome = expect(transport.serverStream(LIST, ALL).next()).rejects.toMatchObject({ code: 'closed' });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));

    await transport[Symbol.asyncDispose]();

    await outcome;
  });

  it('fail as unavailable when the server dies, and when it ends in the middle of a line', async () => {
    const { transport } = await connectTo(async (response) => {
      line(response, { result: got('a') });
      await turn();
      response.socket?.resetAndDestroy();
    });

    await expect(Array.fromAsync(transport.serverStream(LIST, ALL))).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('refuse lines that hold neither a message nor a status, and lines beyond the limit', async () => {
    const { transport } = await connectTo(
      (response, request) => {
        line(response, !isOther(request) ? { nonsense: 1 } : { result: got('x'.repeat(9_000)) });
        response.end();
      },
      { maxMessageBytes: 1_000 },
    );

    await expect(Array.fromAsync(transport.serverStream(LIST, ALL))).rejects.toMatchObject({ code: 'protocol' });
    await expect(Array.fromAsync(transport.serverStream(LIST, OTHER))).rejects.toMatchObject({
      code: 'resource_exhausted',
    });
  });

  it('of watches end when nothing comes for too long, other streams do not', async () => {
    const { transport } = await connectTo(
      async (response, { path }) => {
        for (let count = 0; count < 3; count++) {
          line(response, { result: {} });
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        if (path.endsWith('List')) setTimeout(() => response.end(), 1_000);
      },
      { silenceMs: 500 },
    );
    const messages: Uint8Array[] = [];
    const watching = (async () => {
      for await (const batch of transport.serverStream(stateService.watch.path, new Uint8Array()))
        messages.push(...batch);
    })();

    await expect(watching).rejects.toMatchObject({ code: 'unavailable' });
    expect(messages).toHaveLength(3);
    expect((await Array.fromAsync(transport.serverStream(LIST, ALL))).flat()).toHaveLength(3);
  });

  it('slow the server down to the speed of the reader', async () => {
    let written = 0;
    const total = 400;
    const text = 'x'.repeat(256 * 1024);
    const { transport } = await connectTo(async (response, { closed }) => {
      let isOpen = true;
      void closed.then(() => {
        isOpen = false;
      });
      for (; written < total && isOpen; written++) {
        line(response, { result: got(text) });
        if (response.writableNeedDrain) await Promise.race([once(response, 'drain'), closed]);
      }
      response.end();
    });
    const stream = transport.serverStream(LIST, ALL);
    await stream.next();

    const before = await settled(() => written);
    await stream.return();

    // What the sockets in between hold.
    expect(before).toBeLessThan(200);
  });
});

describe('a message of every kind', () => {
  it('comes back as it was sent', async () => {
    const { transport } = await connectTo(json({ kubeconfig: Buffer.from([0, 255]).toString('base64') }));
    const { path, request, response } = managementService.kubeconfig;

    const answer = await transport.unary(path, messageCodec(request).encode({ serviceAccount: true }));

    expect(Array.from(messageCodec(response).decode(answer).kubeconfig)).toEqual([0, 255]);
  });
});

/** The value once it has stayed the same for a while. */
async function settled(read: () => number): Promise<number> {
  let value = -1;
  let same = 0;
  while (same < 10) {
    same = read() === value ? same + 1 : 0;
    value = read();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return value;
}

/** A proxy that connects whatever it is asked for to one server, or refuses. */
async function startConnectProxy(endpoint: string, refusal?: number) {
  const { hostname, port } = new URL(endpoint);
  const asked: { readonly target: string | undefined; readonly authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', ({ url, headers }, near: Socket) => {
    asked.push({ target: url, authorization: headers['proxy-authorization'] });
    near.on('error', () => near.destroy());
    if (refusal !== undefined) return near.end(`HTTP/1.1 ${refusal} Refused\r\nContent-Length: 0\r\n\r\n`);
    const far = connect({ host: hostname, port: Number(port) }, () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    sockets.add(near).add(far);
    return undefined;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
