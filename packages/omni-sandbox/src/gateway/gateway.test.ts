import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { createRequestSigner, newResource, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';

const GET = '/cosi.resource.State/Get';
const LIST = '/cosi.resource.State/List';
const WATCH = '/cosi.resource.State/Watch';
const LABELS = { namespace: 'default', type: types.MachineLabel.type };

let sandbox: Sandbox;
let signer: ReturnType<typeof createRequestSigner>;

beforeAll(async () => {
  sandbox = await startSandbox({ controllers: { enabled: false }, seed: { machines: 0 } });
  signer = createRequestSigner(await parseServiceAccountKey(sandbox.serviceAccountKey));
  for (const id of ['a', 'b']) sandbox.state.put(newResource(types.MachineLabel, { id, labels: { x: 'y' } }));
});

afterAll(() => sandbox[Symbol.asyncDispose]());

interface Variation {
  readonly method?: string;
  readonly body?: string;
  readonly metadata?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly prefix?: string;
}

async function send(path: string, message: unknown, variation: Variation = {}): Promise<IncomingMessage> {
  const { method = 'POST', body = JSON.stringify(message), prefix = 'Grpc-Metadata-', metadata = {} } = variation;
  const signed = await signer.sign(path, metadata);
  const headers = Object.entries(signed).map(([name, value]) => [prefix + name, value] as const);
  const request = requestHttp(`${sandbox.endpoint}/api${path}`, {
    method,
    headers: { ...Object.fromEntries(headers), ...variation.headers },
  });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

async function outcome(path: string, message: unknown, variation?: Variation): Promise<[number | undefined, unknown]> {
  const response = await send(path, message, variation);
  return [response.statusCode, JSON.parse(await text(response))];
}

describe('the gateway', () => {
  test('answers with names of the .proto files, and leaves defaults out', async () => {
    const [status, json] = await outcome(GET, { ...LABELS, id: 'a' });

    expect([status, json]).toMatchObject([
      200,
      {
        resource: {
          metadata: { namespace: 'default', id: 'a', version: '1', phase: 'running', labels: { x: 'y' } },
          spec: { yaml_spec: '{}\n' },
        },
      },
    ]);
    expect(json).not.toHaveProperty('resource.metadata.finalizers');
  });

  test('answers a stream line by line', async () => {
    const response = await send(LIST, LABELS);

    const lines = (await text(response)).trimEnd().split('\n');

    expect(response.headers['content-type']).toBe('application/json');
    expect(lines.map((line) => JSON.parse(line).result.resource.metadata.id)).toEqual(['a', 'b']);
  });

  test('packs answers for who can unpack them', async () => {
    const response = await send(LIST, LABELS, { headers: { 'Accept-Encoding': 'br, gzip' } });

    const chunks = await Array.fromAsync(response as AsyncIterable<Buffer>);

    expect(response.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.concat(chunks)).toString().match(/\n/g)).toHaveLength(2);
  });

  test.each<[string, string, unknown, Variation, number, number, RegExp]>([
    ['a resource that is missing', GET, { ...LABELS, id: 'c' }, {}, 404, 5, /doesn't exist/],
    ['no signature', GET, LABELS, { prefix: 'X-Ignored-' }, 401, 16, /invalid signature/],
    ['metadata without the prefix', GET, LABELS, { prefix: '' }, 401, 16, /invalid signature/],
    ['what is no JSON', GET, LABELS, { body: '{' }, 400, 3, /no JSON/],
    ['a field that does not exist', GET, { nonsense: 1 }, {}, 400, 3, /unknown field "nonsense"/],
    ['a value that does not fit', GET, { id: 1 }, {}, 400, 3, /\.id must be a text/],
    ['a deadline that is none', GET, LABELS, { headers: { 'Grpc-Timeout': '5' } }, 400, 3, /invalid grpc-timeout: 5/],
    ['another HTTP method', GET, LABELS, { method: 'PUT' }, 501, 12, /Method Not Allowed/],
    ['a method that does not exist', '/cosi.resource.State/Nonsense', LABELS, {}, 404, 5, /^Not Found$/],
  ])('refuses %s', async (_name, path, message, variation, status, code, details) => {
    expect(await outcome(path, message, variation)).toEqual([
      status,
      { code, message: expect.stringMatching(details), details: [] },
    ]);
  });

  test('wraps the refusal of a stream', async () => {
    expect(await outcome(LIST, LABELS, { prefix: '' })).toEqual([
      401,
      { error: { code: 16, message: expect.stringMatching(/invalid signature/), details: [] } },
    ]);
  });

  test.each<[string, string | string[], number]>([
    ['two lines', ['a', 'b'], 200],
    ['the same lines in another order', ['b', 'a'], 401],
    ['one joined line', 'a, b', 401],
  ])('knows a list sent as %s', async (_name, nodes, status) => {
    const variation = { metadata: { nodes: ['a', 'b'] }, headers: { 'Grpc-Metadata-nodes': nodes } };

    const response = await send(LIST, LABELS, variation);
    response.resume();

    expect(response.statusCode).toBe(status);
  });

  test('ends a stream at its deadline, with the status in its last line', async () => {
    const response = await send(
      WATCH,
      { ...LABELS, api_version: 1, options: { bootstrap_contents: true } },
      { headers: { 'Grpc-Timeout': '300m' } },
    );

    const lines = (await text(response)).trimEnd().split('\n');

    expect(lines.length).toBeGreaterThan(1);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ error: { code: 4 } });
  });

  test('has nothing for browsers', async () => {
    expect((await fetch(sandbox.endpoint)).status).toBe(404);
  });

  test('survives a connection that ends before it has said anything, or in the middle of the first word', async () => {
    for (const words of ['', 'PRI * HT', 'POST /api']) {
      const socket = connect(Number(new URL(sandbox.endpoint).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.end(words);
      await once(socket.resume(), 'close');
    }

    expect((await send(LIST, LABELS)).statusCode).toBe(200);
  });
});
