import { afterEach, describe, expect, it, vi } from 'vitest';
import { UnavailableError } from '../errors/call-errors.ts';
import { GRPC } from '../errors/grpc-status.ts';
import { types } from '../resources/registry.ts';
import { Refusal } from '../transport/testing/loopback-server.ts';
import { EventType } from '../wire/gen/cosi-resource.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { StateClient } from './state-client.ts';
import { gone, scriptedState } from './testing/scripted-state.ts';
import { cluster, connections, dropped, mark, take } from './testing/watch-script.ts';

const { CREATED, UPDATED, DESTROYED, BOOTSTRAPPED, ERRORED, NOOP } = EventType;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a watch', () => {
  it('delivers what exists, then one bootstrapped, then changes, each with its kind', async () => {
    await using scripted = await scriptedState(
      connections(async (request, send) => {
        expect([request.apiVersion, request.id]).toEqual([1, undefined]);
        expect(request.options).toMatchObject({ bootstrapContents: true, aggregated: true });
        await send({ eventType: CREATED, resource: cluster('a') }, { eventType: CREATED, resource: cluster('b') });
        await send({ eventType: BOOTSTRAPPED, bookmark: mark('1') });
        await send();
        await send({ eventType: UPDATED, resource: cluster('a', '2'), old: cluster('a'), bookmark: mark('2') });
        await send({ eventType: DESTROYED, resource: cluster('b'), bookmark: mark('3') });
      }),
    );

    expect(await take(scripted, 5)).toEqual([
      'created a@1',
      'created b@1',
      'bootstrapped',
      'updated a@2',
      'destroyed b@1',
    ]);
  });

  it('continues from the last bookmark when the connection drops, and tells nothing twice', async () => {
    await using scripted = await scriptedState(
      connections(
        async (_, send) => {
          await send({ eventType: CREATED, resource: cluster('a') }, { eventType: BOOTSTRAPPED, bookmark: mark('1') });
          await send({ eventType: UPDATED, resource: cluster('a', '2'), bookmark: mark('2') });
          await new Promise((resolve) => setTimeout(resolve, 50));
          dropped();
        },
        async ({ options }, send) => {
          expect(options).toMatchObject({ bootstrapContents: false, bootstrapBookmark: false });
          expect(Buffer.from(options?.startFromBookmark ?? []).toString()).toBe('2');
          await send({ eventType: UPDATED, resource: cluster('a', '2'), bookmark: mark('2') });
          await send({ eventType: UPDATED, resource: cluster('a', '3'), bookmark: mark('3') });
        },
      ),
    );

    expect(await take(scripted, 4)).toEqual(['created a@1', 'bootstrapped', 'updated a@2', 'updated a@3']);
  });

  it('delivers only the differences after a second bootstrap, when the bookmark is no longer known', async () => {
    await using scripted = await scriptedState(
      connections(
        async (_, send) => {
          await send(
            { eventType: CREATED, resource: cluster('kept') },
            { eventType: CREATED, resource: cluster('changed') },
            { eventType: CREATED, resource: cluster('vanished') },
            { eventType: BOOTSTRAPPED, bookmark: mark('1') },
          );
          await new Promise((resolve) => setTimeout(resolve, 50));
          dropped();
        },
        async () => {
          throw new Refusal(GRPC.FAILED_PRECONDITION, 'invalid watch bookmark');
        },
        async ({ options }, send) => {
          expect([options?.bootstrapContents, options?.startFromBookmark]).toEqual([true, undefined]);
          await send(
            { eventType: CREATED, resource: cluster('changed', '2') },
            { eventType: CREATED, resource: cluster('kept') },
            { eventType: CREATED, resource: cluster('new') },
            { eventType: BOOTSTRAPPED, bookmark: mark('9') },
            { eventType: UPDATED, resource: cluster('new', '2'), bookmark: mark('10') },
          );
        },
      ),
    );

    expect((await take(scripted, 8)).slice(3)).toEqual([
      'bootstrapped',
      'updated changed@2',
      'created new@1',
      'destroyed vanished@1',
      'updated new@2',
    ]);
  });

  it('starts over when the server declares it dead', async () => {
    await using scripted = await scriptedState(
      connections(
        async (_, send, stream) => {
          await send({ eventType: CREATED, resource: cluster('a') }, { eventType: BOOTSTRAPPED, bookmark: mark('1') });
          await send({ eventType: ERRORED, error: 'compacted' });
          await gone(stream);
        },
        async (_, send) => {
          await send({ eventType: BOOTSTRAPPED, bookmark: mark('2') });
        },
      ),
    );

    expect(await take(scripted, 3)).toEqual(['created a@1', 'bootstrapped', 'destroyed a@1']);
  });

  it('begun from a bookmark fails with watch_failed when it is no longer known', async () => {
    await using scripted = await scriptedState(
      connections(async () => {
        throw new Refusal(GRPC.FAILED_PRECONDITION, 'invalid watch bookmark');
      }),
    );

    await expect(take(scripted, 1, { bookmark: mark('1') })).rejects.toMatchObject({
      code: 'watch_failed',
      hint: expect.stringContaining('bootstrap'),
    });
  });

  it('without bootstrap still survives a drop, by a bookmark asked for at the start', async () => {
    await using scripted = await scriptedState(
      connections(
        async ({ options }, send) => {
          expect(options).toMatchObject({ bootstrapContents: false, bootstrapBookmark: true });
          await send({ eventType: NOOP, bookmark: mark('5') });
          await new Promise((resolve) => setTimeout(resolve, 50));
          dropped();
        },
        async ({ options }, send) => {
          expect(Buffer.from(options?.startFromBookmark ?? []).toString()).toBe('5');
          await send({ eventType: UPDATED, resource: cluster('a', '7'), bookmark: mark('6') });
        },
      ),
    );

    expect(await take(scripted, 1, { bootstrap: false })).toEqual(['updated a@7']);
  });

  it('of one resource starts with its state, even when that is absence', async () => {
    await using scripted = await scriptedState(
      connections(
        async ({ id, options }, send) => {
          expect(id).toBe('a');
          expect(options?.bootstrapContents).toBe(false);
          await send({ eventType: DESTROYED, resource: cluster('a', 'undefined') });
          await new Promise((resolve) => setTimeout(resolve, 50));
          dropped();
        },
        async (_, send) => {
          await send({ eventType: DESTROYED, resource: cluster('a', 'undefined') });
          await send({ eventType: CREATED, resource: cluster('a') });
          await send({ eventType: DESTROYED, resource: cluster('a') });
        },
      ),
    );

    expect(await take(scripted, 3, { id: 'a' })).toEqual(['destroyed a@undefined', 'created a@1', 'destroyed a@1']);
  });

  it('fails at once when it cannot be opened', async () => {
    await using scripted = await scriptedState({
      watch: async () => {
        throw new Refusal(
          GRPC.PERMISSION_DENIED,
          'failed to validate: 1 error occurred:\n\t* no access is permitted\n\n',
        );
      },
    });

    await expect(take(scripted, 1)).rejects.toMatchObject({ code: 'access_denied' });
    await expect(take(scripted, 1, { id: 'a', idPattern: 'x' })).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('ends on the server when the loop is left, and rejects when the signal fires', async () => {
    let left = 0;
    await using scripted = await scriptedState({
      watch: async (_, send, stream) => {
        await send({ eventType: BOOTSTRAPPED, bookmark: mark('1') });
        await gone(stream);
        left++;
      },
    });
    const abort = new AbortController();

    await take(scripted, 1);
    const watch = scripted.state.watch(types.Cluster, { signal: abort.signal });
    await watch.next();
    const waiting = watch.next();
    abort.abort(new Error('enough'));

    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', cause: { message: 'enough' } });
    await expect.poll(() => left).toBe(2);
  });

  it('of a quiet type outlives any number of connections that end after a while, but not endless attempts', async () => {
    let now = 0;
    let pauseMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    // Asked for the length of a pause, so that it passes here as well.
    vi.spyOn(Math, 'random').mockImplementation(() => {
      now += pauseMs;
      return 0;
    });
    const watchOver = (lifetimes: readonly number[]) =>
      new StateClient({
        unary: () => Promise.reject(new Error('unexpected')),
        async *serverStream() {
          const [lifetime, ...rest] = lifetimes;
          lifetimes = rest;
          yield [messageCodec('cosi.resource.WatchResponse').encode({})];
          now += lifetime ?? 0;
          if (rest.length > 0) throw new UnavailableError('the connection ended');
          yield [
            messageCodec('cosi.resource.WatchResponse').encode({
              event: [{ eventType: CREATED, resource: cluster('a'), bookmark: mark('1') }],
            }),
          ];
        },
        [Symbol.asyncDispose]: async () => {},
      }).watch(types.Cluster);

    const patient = await watchOver(Array<number>(4).fill(10 * 60_000)).next();
    pauseMs = 8 * 60_000;
    const hopeless = watchOver(Array<number>(10).fill(1_000)).next();

    expect(patient.value).toMatchObject({ kind: 'created' });
    await expect(hopeless).rejects.toMatchObject({ code: 'watch_failed' });
  });
});
