import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseEndpoint } from '../../config/endpoint.ts';
import { messageCodec } from '../../wire/message-codec.ts';
import { managementService, stateService } from '../../wire/services.ts';
import { retryReason } from '../retry-reason.ts';
import { HttpTransport } from './http-transport.ts';
import { connectTo, got, idOf, never, REQUEST, signer } from './testing/http-fixture.ts';
import { json } from './testing/http-server.ts';

const GET = stateService.get.path;

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

describe('unary calls', () => {
  it('are one POST each, with the metadata, its signature and the deadline in headers', async () => {
    const { server, transport } = await connectTo(open, json(got('a')));

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
    const { transport } = await connectTo(open, (response, request) => {
      ports.add(response.socket?.remotePort);
      return json(got('a'))(response, request);
    });

    for (let call = 0; call < 5; call++) await transport.unary(GET, REQUEST);

    expect(ports.size).toBe(1);
  });

  it('can say a deadline of months', async () => {
    const { server, transport } = await connectTo(open, json(got('a')));

    await transport.unary(GET, REQUEST, { timeoutMs: 90 * 24 * 3_600_000 });

    expect(server.received[0]?.headers['grpc-timeout']).toEqual(['7776000S']);
  });

  it('unpack answers they asked to be packed', async () => {
    const { server, transport } = await connectTo(
      open,
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
    const { transport } = await connectTo(
      open,
      json({ resource: { metadata: { id: 'a', nonsense: 1 } }, nonsense: [] }),
    );

    expect(idOf(await transport.unary(GET, REQUEST))).toBe('a');
  });

  it('end at their deadline', async () => {
    const { server, transport } = await connectTo(open, never);

    await expect(transport.unary(GET, REQUEST, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });

    await server.received[0]?.closed;
  });

  it('end when the signal fires, with its reason as cause, and nobody answers them any more', async () => {
    const { server, transport } = await connectTo(open, never);
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
    const { server, transport } = await connectTo(open, json({}));

    await expect(transport.unary(GET, REQUEST, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });

    expect(server.received).toEqual([]);
  });

  it('fail with code closed after the transport is closed, and while it closes', async () => {
    const { server, transport } = await connectTo(open, never);
    const outcome = expect(transport.unary(GET, REQUEST)).rejects.toMatchObject({ code: 'closed' });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));

    await transport[Symbol.asyncDispose]();
    await transport[Symbol.asyncDispose]();

    await outcome;
    await expect(transport.unary(GET, REQUEST)).rejects.toMatchObject({ code: 'closed' });
  });

  it('refuse header values the gateway would drop, without repeating them', async () => {
    const { server, transport } = await connectTo(open, json({}));

    const failure = await transport.unary(GET, REQUEST, { metadata: { context: ['canary-ä'] } }).catch(String);

    expect(failure).toContain('context');
    expect(failure).not.toContain('canary');
    expect(server.received).toEqual([]);
  });

  it('are refused for methods whose messages nobody here knows', async () => {
    const { transport } = await connectTo(open, json({}));

    await expect(transport.unary('/other.Service/Call', REQUEST)).rejects.toMatchObject({ code: 'unimplemented' });
  });

  it('carry messages far above 4 MiB, and none above the limit, either way', async () => {
    const big = 'x'.repeat(9 * 1024 * 1024);
    const { transport } = await connectTo(open, json(got(big)), { maxMessageBytes: 10 * 1024 * 1024 });
    const small = new HttpTransport({
      endpoint: parseEndpoint((await connectTo(open, json(got(big)))).server.endpoint),
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

describe('a message of every kind', () => {
  it('comes back as it was sent', async () => {
    const { transport } = await connectTo(open, json({ kubeconfig: Buffer.from([0, 255]).toString('base64') }));
    const { path, request, response } = managementService.kubeconfig;

    const answer = await transport.unary(path, messageCodec(request).encode({ serviceAccount: true }));

    expect(Array.from(messageCodec(response).decode(answer).kubeconfig)).toEqual([0, 255]);
  });
});
