import { describe, expect, it } from 'vitest';
import { fromGrpc } from '../errors/from-grpc.ts';
import { GRPC } from '../errors/grpc-status.ts';
import { OmniError } from '../errors/omni-error.ts';
import { stateService } from '../wire/services.ts';
import { RetryingTransport, type RetryingTransportOptions } from './retrying-transport.ts';
import type { CallRetry, MessageBatch, Transport, TransportCall } from './transport.ts';

const { get, list, update, watch } = stateService;
const ANSWER = Uint8Array.of(1);
const REQUEST = new Uint8Array();

const away = () => fromGrpc({ code: GRPC.UNAVAILABLE, details: 'Connection dropped' }, { method: get.path });
const busy = () => fromGrpc({ code: GRPC.RESOURCE_EXHAUSTED, details: 'slow down' }, { method: get.path });
const neverSent = () =>
  fromGrpc(
    { code: GRPC.UNAVAILABLE, details: 'No connection established. Last error: ECONNREFUSED' },
    {
      method: update.path,
    },
  );

/** Fails as told, then answers; remembers with which options it was called. */
class FailingTransport implements Transport {
  readonly calls: TransportCall[] = [];
  readonly #failures: OmniError[];
  readonly #deliverFirst: boolean;

  constructor(failures: readonly OmniError[], { deliverFirst = false } = {}) {
    this.#failures = [...failures];
    this.#deliverFirst = deliverFirst;
  }

  async unary(_method: string, _request: Uint8Array, call: TransportCall = {}): Promise<Uint8Array> {
    this.calls.push(call);
    const failure = this.#failures.shift();
    if (failure !== undefined) throw failure;
    return ANSWER;
  }

  async *serverStream(
    method: string,
    request: Uint8Array,
    call: TransportCall = {},
  ): AsyncGenerator<MessageBatch, void, undefined> {
    if (this.#deliverFirst) yield [ANSWER];
    yield [await this.unary(method, request, call)];
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function retrying(inner: Transport, options: RetryingTransportOptions = {}): RetryingTransport {
  return new RetryingTransport(inner, { firstMs: 2, ...options });
}

describe('RetryingTransport', () => {
  it.each([
    ['is away', away],
    ['is too busy', busy],
    ['was not reached', neverSent],
  ])('sends a read again when the server %s', async (_, failure) => {
    const inner = new FailingTransport([failure(), failure()]);

    const answer = await retrying(inner).unary(get.path, REQUEST);

    expect([answer, inner.calls.length]).toEqual([ANSWER, 3]);
  });

  it.each([
    ['is away', away],
    ['is too busy', busy],
  ])('never repeats a write that may have arrived when the server %s', async (_, failure) => {
    const inner = new FailingTransport([failure()]);

    await expect(retrying(inner).unary(update.path, REQUEST)).rejects.toBeInstanceOf(OmniError);

    expect(inner.calls).toHaveLength(1);
  });

  it('repeats a write for which there was no connection', async () => {
    const inner = new FailingTransport([neverSent()]);

    const answer = await retrying(inner).unary(update.path, REQUEST);

    expect(answer).toBe(ANSWER);
  });

  it.each([
    new OmniError('not_found', 'gone'),
    new OmniError('deadline_exceeded', 'late'),
    fromGrpc({ code: GRPC.UNAVAILABLE, details: 'No connection established: self-signed certificate' }, { method: '' }),
    fromGrpc({ code: GRPC.RESOURCE_EXHAUSTED, details: 'Received message larger than max' }, { method: '' }),
  ])('gives up at once where waiting does not help: $message', async (failure) => {
    const inner = new FailingTransport([failure]);

    await expect(retrying(inner).unary(get.path, REQUEST)).rejects.toBe(failure);
  });

  it('tells the caller of every repetition before it', async () => {
    const told: (readonly [code: string, delayMs: number])[] = [];
    const onRetry = ({ error, delayMs }: CallRetry): void => void told.push([error.code, delayMs]);

    await retrying(new FailingTransport([away(), busy()]), { random: () => 0.5 }).unary(get.path, REQUEST, { onRetry });

    expect(told).toEqual([
      ['unavailable', 1],
      ['resource_exhausted', 2],
    ]);
  });

  it('throws the last failure after the last attempt', async () => {
    const failures = [away(), busy(), away()];
    const inner = new FailingTransport(failures);

    await expect(retrying(inner, { attempts: 3 }).unary(get.path, REQUEST)).rejects.toBe(failures[2]);
  });

  it('gives every attempt the time that is left, and none when the pause would use it up', async () => {
    const inner = new FailingTransport([away(), away(), away(), away()]);
    const transport = retrying(inner, { firstMs: 40, random: () => 1 });

    await expect(transport.unary(get.path, REQUEST, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'unavailable' });

    expect(inner.calls).toHaveLength(2);
    expect(inner.calls[1]?.timeoutMs).toBeLessThan(70);
  });

  it('pauses for a random time below a limit that doubles', async () => {
    const inner = new FailingTransport([away(), away(), away()]);
    const start = performance.now();

    await retrying(inner, { firstMs: 1_000, mostMs: 2_000, random: () => 0 }).unary(get.path, REQUEST);

    expect(performance.now() - start).toBeLessThan(500);
  });

  it('stops waiting when the caller gives up', async () => {
    const inner = new FailingTransport([away()]);
    const controller = new AbortController();
    const call = retrying(inner, { firstMs: 60_000, random: () => 0.4 }).unary(get.path, REQUEST, {
      signal: controller.signal,
    });

    controller.abort(new Error('enough'));

    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('repeats a list before its first message, and not after it', async () => {
    const before = new FailingTransport([away()]);
    const after = new FailingTransport([away()], { deliverFirst: true });

    const batches = await Array.fromAsync(retrying(before).serverStream(list.path, REQUEST));
    const broken = Array.fromAsync(retrying(after).serverStream(list.path, REQUEST));

    expect(batches).toEqual([[ANSWER]]);
    await expect(broken).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('repeats a list after its first message for a reader that forgets what it has', async () => {
    const inner = new FailingTransport([away()], { deliverFirst: true });
    let seen: Uint8Array[] = [];
    const onRestart = () => {
      seen = [];
    };

    for await (const batch of retrying(inner).serverStream(list.path, REQUEST, { onRestart })) seen.push(...batch);

    expect(seen).toEqual([ANSWER, ANSWER]);
    expect(inner.calls).toHaveLength(2);
  });

  it('leaves watches to those who know what was delivered', async () => {
    const inner = new FailingTransport([away()]);

    await expect(Array.fromAsync(retrying(inner).serverStream(watch.path, REQUEST))).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
