import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { constants, createGzip, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stateService } from '../../wire/services.ts';
import { ALL, connectTo, got, idOf, isOther, line, never, OTHER } from './testing/http-fixture.ts';

const LIST = stateService.list.path;

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

describe('server streams', () => {
  it('deliver every message in order, those of a chunk together', async () => {
    const { server, transport } = await connectTo(open, async (response) => {
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

  it.each([{}, { 'Content-Type': 'application/x-gzip', 'Content-Encoding': 'gzip' }])(
    'may be empty, and then have the type nobody chose (%j)',
    async (headers: Record<string, string>) => {
      const { transport } = await connectTo(open, (response) => {
        response.writeHead(200, headers).end('Content-Encoding' in headers ? gzipSync('') : '');
      });

      expect(await Array.fromAsync(transport.serverStream(LIST, ALL))).toEqual([]);
    },
  );

  it('deliver a last line without a break, texts beyond ASCII, and nothing of an empty stream', async () => {
    const { transport } = await connectTo(open, (response, request) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(!isOther(request) ? JSON.stringify({ result: got('ä€😀') }) : '');
    });

    const one = await Array.fromAsync(transport.serverStream(LIST, ALL));
    const none = await Array.fromAsync(transport.serverStream(LIST, OTHER));

    expect(one.map((batch) => batch.map(idOf))).toEqual([['ä€😀']]);
    expect(none).toEqual([]);
  });

  it('deliver messages in order up to an error, then throw it', async () => {
    const { transport } = await connectTo(open, (response) => {
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
      open,
      (response) => {
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
    const { server, transport } = await connectTo(open, (response) => line(response, { result: got('a') }));

    for await (const _ of transport.serverStream(LIST, ALL)) break;

    await server.received[0]?.closed;
  });

  it('end at once when the signal fires, even while waiting', async () => {
    const { server, transport } = await connectTo(open, (response) => line(response, { result: got('a') }));
    const abort = new AbortController();
    const stream = transport.serverStream(LIST, ALL, { signal: abort.signal });
    await stream.next();

    const waiting = stream.next();
    abort.abort(new Error('enough'));

    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', cause: { message: 'enough' } });
    await server.received[0]?.closed;
  });

  it('end at their deadline, before and after the first message', async () => {
    const { transport } = await connectTo(open, (response, request) => {
      if (!isOther(request)) line(response, { result: got('a') });
    });

    for (const request of [ALL, OTHER]) {
      const reading = Array.fromAsync(transport.serverStream(LIST, request, { timeoutMs: 200 }));
      await expect(reading).rejects.toMatchObject({ code: 'deadline_exceeded' });
    }
  });

  it('fail with code closed when the transport closes', async () => {
    const { server, transport } = await connectTo(open, never);
    const outcome = expect(transport.serverStream(LIST, ALL).next()).rejects.toMatchObject({ code: 'closed' });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));

    await transport[Symbol.asyncDispose]();

    await outcome;
  });

  it('fail as unavailable when the server dies, and when it ends in the middle of a line', async () => {
    const { transport } = await connectTo(open, async (response) => {
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
      open,
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
      open,
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
    const { transport } = await connectTo(open, async (response, { closed }) => {
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
