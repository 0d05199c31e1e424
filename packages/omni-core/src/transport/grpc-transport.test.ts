import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createServiceAccountKey } from '../auth/create-service-account-key.ts';
import type { Credentials } from '../auth/credentials.ts';
import { createRequestSigner } from '../auth/request-signer.ts';
import { parseServiceAccountKey } from '../auth/service-account-key.ts';
import { parseEndpoint } from '../config/endpoint.ts';
import { GRPC } from '../errors/grpc-status.ts';
import { GrpcTransport, type GrpcTransportOptions } from './grpc-transport.ts';
import { type LoopbackServerOptions, Refusal, startLoopbackServer } from './testing/loopback-server.ts';

const ECHO = '/test.Test/Echo';
const STREAM = '/test.Test/Stream';
const never = new Promise<never>(() => {});
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

let credentials: Credentials;
let publicKey: string;
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  const made = await createServiceAccountKey({ name: 'automation', lifetimeMs: 3_600_000 });
  credentials = await parseServiceAccountKey(made.serviceAccountKey);
  publicKey = made.armoredPublicKey;
});

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

async function connect(server: LoopbackServerOptions, options: Partial<GrpcTransportOptions> = {}) {
  const started = await startLoopbackServer({ publicKey, ...server });
  const transport = new GrpcTransport({
    endpoint: parseEndpoint(started.endpoint),
    signer: createRequestSigner(credentials),
    ...options,
  });
  open.push(started, transport);
  return { server: started, transport };
}

describe('unary calls', () => {
  it('arrive signed, with every header covered by the signature', async () => {
    const { transport } = await connect({ unary: { [ECHO]: (request) => request } });

    const answer = await transport.unary(ECHO, Buffer.from('hello'), {
      metadata: { context: ['demo'], nodes: ['a', 'b'] },
    });

    expect(text(answer)).toBe('hello');
  });

  it('carry messages far above the 4 MiB gRPC allows by default', async () => {
    const { transport } = await connect({ unary: { [ECHO]: (request) => request } });
    const message = Buffer.alloc(20 * 1024 * 1024, 7);

    expect(message.equals(await transport.unary(ECHO, message))).toBe(true);
  });

  it('end at their deadline', async () => {
    const { transport } = await connect({ unary: { [ECHO]: () => never } });

    await expect(transport.unary(ECHO, Buffer.from(''), { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
  });

  it('end when the signal fires, with its reason as cause', async () => {
    const { transport } = await connect({ unary: { [ECHO]: () => never } });
    const abort = new AbortController();
    const reason = new Error('shutting down');

    const call = transport.unary(ECHO, Buffer.from(''), { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 20);

    await expect(call).rejects.toMatchObject({ code: 'cancelled', cause: reason });
  });

  it('send nothing when the signal has fired already', async () => {
    const { server, transport } = await connect({ unary: { [ECHO]: (request) => request } });

    await expect(transport.unary(ECHO, Buffer.from(''), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });

    expect(server.calls).toEqual([]);
  });

  it('fail as unavailable, with a hint, when nobody listens', async () => {
    const { server, transport } = await connect({ unary: { [ECHO]: (request) => request } });
    await server[Symbol.asyncDispose]();

    await expect(transport.unary(ECHO, Buffer.from(''))).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      hint: expect.stringContaining('OMNI_ENDPOINT'),
    });
  });

  it('refuse header values that cannot be sent, without repeating them', async () => {
    const { transport } = await connect({ unary: { [ECHO]: (request) => request } });

    const failure = await transport.unary(ECHO, Buffer.from(''), { metadata: { context: ['canary\n'] } }).catch(String);

    expect(failure).toContain('context');
    expect(failure).not.toContain('canary');
  });

  it('fail with code closed after the transport is closed, and while it closes', async () => {
    const { transport } = await connect({ unary: { [ECHO]: () => never } });
    const running = transport.unary(ECHO, Buffer.from(''));
    const outcome = expect(running).rejects.toMatchObject({ code: 'closed' });
    await delay(50);

    await transport[Symbol.asyncDispose]();
    await transport[Symbol.asyncDispose]();

    await outcome;
    await expect(transport.unary(ECHO, Buffer.from(''))).rejects.toMatchObject({ code: 'closed' });
  });

  it('report an expired key before anything is sent', async () => {
    const expires = credentials.key.expires?.getTime() ?? 0;
    const { server, transport } = await connect(
      { unary: { [ECHO]: (request) => request } },
      { signer: createRequestSigner(credentials, { now: () => expires + 3_600_000 }) },
    );

    await expect(transport.unary(ECHO, Buffer.from(''))).rejects.toMatchObject({ code: 'credentials_expired' });

    expect(server.calls).toEqual([]);
  });

  it('explain a refused signature by the clock when the clock is wrong', async () => {
    const refuse = (): never => {
      throw new Refusal(GRPC.UNAUTHENTICATED, 'invalid signature');
    };
    const { transport } = await connect({ unary: { [ECHO]: refuse } });

    await expect(transport.unary(ECHO, Buffer.from(''))).rejects.toMatchObject({
      code: 'unauthenticated',
      hint: expect.stringContaining('registered'),
    });
  });
});

describe('server streams', () => {
  const count = (to: number): LoopbackServerOptions => ({
    streams: {
      [STREAM]: async (_, stream) => {
        for (let n = 0; n < to; n++) await stream.write(Buffer.from(String(n)));
      },
    },
  });

  it('deliver every message in order', async () => {
    const { transport } = await connect(count(5000));

    const batches = await Array.fromAsync(transport.serverStream(STREAM, Buffer.from('')));

    expect(batches.flat().map(text)).toEqual(Array.from({ length: 5000 }, (_, n) => String(n)));
  });

  it('deliver messages in order up to an error, then throw it', async () => {
    const { transport } = await connect({
      streams: {
        [STREAM]: async (_, stream) => {
          for (let n = 0; n < 200; n++) await stream.write(Buffer.from(String(n)));
          await delay(200);
          throw new Refusal(GRPC.PERMISSION_DENIED, 'insufficient role');
        },
      },
    });
    const seen: string[] = [];

    const reading = (async () => {
      for await (const batch of transport.serverStream(STREAM, Buffer.from(''))) seen.push(...batch.map(text));
    })();

    await expect(reading).rejects.toMatchObject({ code: 'access_denied' });
    expect(seen).toHaveLength(200);
  });

  it('are cancelled on the server when the loop is left early', async () => {
    let cancelled = Promise.resolve();
    const { transport } = await connect({
      streams: {
        [STREAM]: async (_, stream) => {
          cancelled = new Promise((resolve) => stream.cancelled.addEventListener('abort', () => resolve()));
          while (!stream.cancelled.aborted) {
            await stream.write(Buffer.from('more'));
            await delay(1);
          }
        },
      },
    });

    for await (const _ of transport.serverStream(STREAM, Buffer.from(''))) break;

    await cancelled;
  });

  it('end at once when the signal fires, even while waiting', async () => {
    let cancelled = Promise.resolve();
    const { transport } = await connect({
      streams: {
        [STREAM]: async (_, stream) => {
          cancelled = new Promise((resolve) => stream.cancelled.addEventListener('abort', () => resolve()));
          await stream.write(Buffer.from('one'));
          await cancelled;
        },
      },
    });
    const abort = new AbortController();
    const stream = transport.serverStream(STREAM, Buffer.from(''), { signal: abort.signal });
    await stream.next();

    const waiting = stream.next();
    abort.abort(new Error('enough'));

    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', cause: { message: 'enough' } });
    await cancelled;
  });

  it('end at their deadline', async () => {
    const { transport } = await connect({
      streams: {
        [STREAM]: (_, stream) => new Promise((resolve) => stream.cancelled.addEventListener('abort', () => resolve())),
      },
    });

    await expect(
      Array.fromAsync(transport.serverStream(STREAM, Buffer.from(''), { timeoutMs: 50 })),
    ).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('slow the server down to the speed of the reader', async () => {
    let written = 0;
    const message = Buffer.alloc(256 * 1024);
    const total = 400;
    const { transport } = await connect({
      streams: {
        [STREAM]: async (_, stream) => {
          for (; written < total && !stream.cancelled.aborted; written++) await stream.write(message);
        },
      },
    });
    const stream = transport.serverStream(STREAM, Buffer.from(''));
    await stream.next();

    await delay(500);

    // 64 waiting messages, grpc's own 16, the 16 MiB window, and what the server's sockets hold.
    expect(written).toBeLessThan(200);
    await stream.return();
  });

  it('fail with code closed when the transport closes', async () => {
    const { transport } = await connect({
      streams: {
        [STREAM]: (_, stream) => new Promise((resolve) => stream.cancelled.addEventListener('abort', () => resolve())),
      },
    });
    const outcome = expect(transport.serverStream(STREAM, Buffer.from('')).next()).rejects.toMatchObject({
      code: 'closed',
    });
    await delay(50);

    await transport[Symbol.asyncDispose]();

    await outcome;
  });

  it('fail as unavailable when the server dies', async () => {
    const { server, transport } = await connect({
      streams: {
        [STREAM]: async (_, stream) => {
          await stream.write(Buffer.from('one'));
          await never;
        },
      },
    });
    const stream = transport.serverStream(STREAM, Buffer.from(''));
    await stream.next();

    const waiting = stream.next();
    await server.crash();

    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  });
});
