import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createServiceAccountKey, isOmniError, newResource, type OmniClient, types } from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { frame } from './grpc-frame.ts';
import { openClient } from './open-client.ts';

const GARBAGE: Readonly<Record<string, Buffer>> = {
  'a message that is no protobuf': frame(Uint8Array.of(0xff, 0xff, 0xff)),
  'a resource that ends in the middle': frame(Uint8Array.of(0x0a, 0x7f, 0x0a)),
  'an answer without a resource': frame(Uint8Array.of()),
  'a resource of another type': frame(Uint8Array.of(0x0a, 0x05, 0x0a, 0x03, 0x12, 0x01, 0x58)),
  'a frame that says it is larger than anything': frame(Uint8Array.of(1, 2, 3), 0xff_ff_ff_ff),
  'a frame that is shorter than it says': frame(Uint8Array.of(1, 2, 3), 100),
  'a frame said to be compressed': Buffer.from([1, 0, 0, 0, 3, 1, 2, 3]),
  'half the head of a frame': Buffer.from([0, 0]),
};

describe('a server that answers with garbage', () => {
  test.each(Object.keys(GARBAGE))('gets a typed error from every call: %s', async (name) => {
    await using server = await answering(GARBAGE[name] ?? Buffer.alloc(0));

    const failures = await failuresOf(server.client);

    expect(failures.filter((failure) => !isOmniError(failure))).toEqual([]);
  });

  test('gets a typed error when it does not even speak HTTP/2', async () => {
    const listener = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await using server = await serve(listener);

    const failures = await failuresOf(server.client);

    expect(
      failures.filter((failure) => !isOmniError(failure, 'unavailable', 'deadline_exceeded', 'cancelled')),
    ).toEqual([]);
  });
});

/** What one call of each kind rejects with; `undefined` for one that does not. */
async function failuresOf({ resources }: OmniClient): Promise<readonly unknown[]> {
  const call = { timeoutMs: 1_000 };
  const calls = await Promise.allSettled([
    resources.get(types.Cluster, 'one', call),
    resources.create(newResource(types.Cluster, { id: 'one' }), call),
    // An answer of no resources is a list of none, so only its resources can be garbage.
    resources.list(types.Cluster, call).then((found) => Promise.reject(found.length === 0 ? emptyList : found)),
    resources.watch(types.Cluster, { signal: AbortSignal.timeout(1_000) }).next(),
  ]);
  return calls.map((settled) => (settled.status === 'rejected' ? settled.reason : undefined)).filter(isNoEmptyList);
}

const emptyList = Symbol('empty list');

function isNoEmptyList(failure: unknown): boolean {
  return failure !== emptyList;
}

interface GarbageServer extends AsyncDisposable {
  readonly client: OmniClient;
}

/** Answers every call with status OK and the given bytes. */
async function answering(body: Buffer): Promise<GarbageServer> {
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    // Unless the client has given up by then.
    stream.on('wantTrailers', () => stream.closed || stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(body);
  });
  return serve(server as unknown as Server);
}

async function serve(server: Server): Promise<GarbageServer> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { serviceAccountKey } = await createServiceAccountKey({ name: 'fault' });
  const client = await openClient({ endpoint: `http://127.0.0.1:${port}`, serviceAccountKey });
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      server.close();
      await once(server, 'close');
    },
  };
}
