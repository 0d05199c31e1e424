import { describe, expect, it } from 'vitest';
import { GRPC } from '../errors/grpc-status.ts';
import { Refusal } from '../transport/testing/loopback-server.ts';
import { EventType } from '../wire/gen/cosi-resource.ts';
import { type StateScript, scriptedState } from './testing/scripted-state.ts';
import { cluster, connections, dropped, mark, take } from './testing/watch-script.ts';

type Connection = NonNullable<StateScript['watch']>;

const { CREATED, DESTROYED, UPDATED, BOOTSTRAPPED } = EventType;

/** Tells of cluster a, lets that arrive and drops the connection. */
const brokenWatch: Connection = async (_, send) => {
  await send({ eventType: CREATED, resource: cluster('a') }, { eventType: BOOTSTRAPPED, bookmark: mark('1') });
  await new Promise((resolve) => setTimeout(resolve, 50));
  dropped();
};

const refusing =
  (code: number, details: string): Connection =>
  async () => {
    throw new Refusal(code, details);
  };

describe('a watch whose connection broke', () => {
  it('comes back to a server that is busy or failing for a while, from its bookmark', async () => {
    await using scripted = await scriptedState(
      connections(
        brokenWatch,
        refusing(GRPC.RESOURCE_EXHAUSTED, 'too many requests'),
        refusing(GRPC.UNKNOWN, 'etcdserver: leader changed'),
        refusing(GRPC.DEADLINE_EXCEEDED, 'stream timeout'),
        async ({ options }, send) => {
          expect(Buffer.from(options?.startFromBookmark ?? []).toString()).toBe('1');
          await send({ eventType: UPDATED, resource: cluster('a', '2'), bookmark: mark('2') });
        },
      ),
    );

    expect(await take(scripted, 3)).toEqual(['created a@1', 'bootstrapped', 'updated a@2']);
  });

  it.each([
    [GRPC.UNAUTHENTICATED, 'invalid signature', 'unauthenticated'],
    [GRPC.PERMISSION_DENIED, 'failed to validate: 1 error occurred:\n\t* no access is permitted', 'access_denied'],
  ])('fails when waiting would not help (status %i, %s)', async (status, details, code) => {
    await using scripted = await scriptedState(connections(brokenWatch, refusing(status, details)));

    await expect(take(scripted, 3)).rejects.toMatchObject({ code });
  });

  it('tells that a resource was replaced, not that it changed', async () => {
    await using scripted = await scriptedState(
      connections(brokenWatch, refusing(GRPC.FAILED_PRECONDITION, 'invalid watch bookmark'), async (_, send) => {
        const replacement = cluster('a', '1', new Date('2026-02-02T00:00:00Z'));
        await send({ eventType: CREATED, resource: replacement }, { eventType: BOOTSTRAPPED, bookmark: mark('9') });
      }),
    );

    expect((await take(scripted, 4)).slice(2)).toEqual(['destroyed a@1', 'created a@1']);
  });

  it('begins again when it broke before the bootstrap was through', async () => {
    await using scripted = await scriptedState(
      connections(
        async (_, send) => {
          await send({ eventType: CREATED, resource: cluster('a') }, { eventType: CREATED, resource: cluster('b') });
          await new Promise((resolve) => setTimeout(resolve, 50));
          dropped();
        },
        async ({ options }, send) => {
          expect(options?.bootstrapContents).toBe(true);
          await send({ eventType: CREATED, resource: cluster('a') }, { eventType: CREATED, resource: cluster('c') });
          await send({ eventType: BOOTSTRAPPED, bookmark: mark('1') });
          await send({ eventType: DESTROYED, resource: cluster('c'), bookmark: mark('2') });
        },
      ),
    );

    expect(await take(scripted, 6)).toEqual([
      'created a@1',
      'created b@1',
      'created c@1',
      'destroyed b@1',
      'bootstrapped',
      'destroyed c@1',
    ]);
  });
});

describe('a watch whose events cannot come together', () => {
  it.each([
    [GRPC.UNIMPLEMENTED, 'aggregated watch is not supported'],
    [GRPC.RESOURCE_EXHAUSTED, 'Received message larger than max (40000000 vs 33554432)'],
  ])('asks for them one by one (status %i)', async (status, details) => {
    const asked: (boolean | undefined)[] = [];
    await using scripted = await scriptedState({
      watch: async ({ options }, send) => {
        asked.push(options?.aggregated);
        if (options?.aggregated) throw new Refusal(status, details);
        await send({ eventType: CREATED, resource: cluster('a') });
        await send({ eventType: BOOTSTRAPPED, bookmark: mark('1') });
      },
    });

    expect(await take(scripted, 2)).toEqual(['created a@1', 'bootstrapped']);
    expect(asked).toEqual([true, false]);
  });

  it.each([
    [GRPC.UNIMPLEMENTED, 'unknown method Watch', 'unimplemented'],
    [GRPC.RESOURCE_EXHAUSTED, 'Received message larger than max (40000000 vs 33554432)', 'resource_exhausted'],
  ])('fails when that is not it (status %i)', async (status, details, code) => {
    const asked: (boolean | undefined)[] = [];
    await using scripted = await scriptedState({
      watch: async ({ options }) => {
        asked.push(options?.aggregated);
        throw new Refusal(status, details);
      },
    });

    await expect(take(scripted, 1)).rejects.toMatchObject({ code });
    expect(asked).toEqual([true, false]);
  });
});
