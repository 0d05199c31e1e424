import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseEndpoint } from '../../config/endpoint.ts';
import { stateService } from '../../wire/services.ts';
import { HttpTransport } from './http-transport.ts';
import { connectTo, REQUEST, signer } from './testing/http-fixture.ts';
import { type Answer, json } from './testing/http-server.ts';

const GET = stateService.get.path;

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
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
    const { transport } = await connectTo(open, json(body, status));

    await expect(transport.unary(GET, REQUEST)).rejects.toMatchObject({ code });
  });

  it('explain a refused signature by the clock', async () => {
    const { transport } = await connectTo(open, (response) => {
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
    const { transport } = await connectTo(open, answer);

    const failure = await transport.unary(GET, REQUEST).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'protocol' });
    expect(JSON.stringify(failure) + String(failure) + String((failure as Error).cause)).not.toContain('canary');
  });

  it('name an endpoint that speaks no HTTP/1.1', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end('\0\0\0 no HTTP'));
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
