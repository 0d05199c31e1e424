import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOmniError, newResource, type OmniClient, types, type WatchEvent } from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { openClient, TRANSPORTS } from './open-client.ts';
import { startSandboxProcess } from './sandbox-process.ts';

const TIMEOUT_MS = 3_000;
/** What a busy machine may add to a deadline. */
const SLACK_MS = 5_000;
const LAST = 'the-end';

describe.each(TRANSPORTS)('a server that is killed and started again under load (%s)', (transport) => {
  test('loses no acknowledged write and no event, and every call ends in time', { timeout: 180_000 }, async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'fleetwright-fault-'));
    await using _cleanup = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
    const data = path.join(directory, 'sandbox.db');
    const first = await startSandboxProcess(data);
    let server = first;
    await using client = await openClient(first, { transport });
    const watch = followAll(client);
    const load = startLoad(client, 4);

    for (let round = 0; round < 2; round += 1) {
      await load.acknowledgedMore(60);
      await server.kill();
      await sleep(200);
      server = await startSandboxProcess(data, first.port);
    }
    await load.acknowledgedMore(60);
    const { acknowledged, failures, slowestMs } = await load.stop();
    await client.resources.create(newResource(types.ConfigPatch, { id: LAST }));
    const { history, state } = await watch;
    const stored = await client.resources.list(types.ConfigPatch);
    await server.kill();

    expect(failures.filter((failure) => !isOmniError(failure))).toEqual([]);
    expect(failures.length).toBeGreaterThan(0);
    expect(slowestMs).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    expect(history.length).toBe(new Set(history).size);
    expect(acknowledged.filter((write) => !history.includes(write))).toEqual([]);
    expect(state).toEqual(new Map(stored.map(({ metadata }) => [metadata.id, metadata.version])));
  });
});

/** `patch-1@3`: a version of a resource. Ids are never used twice, so that there is only one of each. */
type Written = string;

function written({ metadata }: { readonly metadata: { readonly id: string; readonly version: string } }): Written {
  return `${metadata.id}@${metadata.version}`;
}

/** Follows all patches until the last one. Each event has to fit to the one before. */
async function followAll(client: OmniClient) {
  const history: string[] = [];
  const state = new Map<string, string>();
  for await (const event of client.resources.watch(types.ConfigPatch)) {
    if (event.kind === 'bootstrapped') continue;
    const { id, version } = event.resource.metadata;
    expect(state.get(id)).toBe(before(event));
    history.push(event.kind === 'destroyed' ? `${id} destroyed` : written(event.resource));
    if (event.kind === 'destroyed') state.delete(id);
    else state.set(id, version);
    if (id === LAST) break;
  }
  return { history, state };
}

/** The version that has to be known when an event comes. */
function before(event: Exclude<WatchEvent<unknown>, { kind: 'bootstrapped' }>): string | undefined {
  const { version } = event.resource.metadata;
  if (event.kind === 'created') return undefined;
  return event.kind === 'destroyed' ? version : String(Number(version) - 1);
}

interface Load {
  /** Resolves when so many further writes have been acknowledged. */
  acknowledgedMore(count: number): Promise<void>;
  stop(): Promise<{
    readonly acknowledged: readonly Written[];
    readonly failures: readonly unknown[];
    readonly slowestMs: number;
  }>;
}

/** Creates and changes patches through the client without pause, and destroys some, from several loops. */
function startLoad(client: OmniClient, loops: number): Load {
  const acknowledged: Written[] = [];
  const failures: unknown[] = [];
  let slowestMs = 0;
  let running = true;
  const attempt = async (write: () => Promise<Written | undefined>): Promise<void> => {
    const start = performance.now();
    try {
      const done = await write();
      if (done !== undefined) acknowledged.push(done);
    } catch (error) {
      failures.push(error);
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
  };
  const options = { timeoutMs: TIMEOUT_MS };
  const loop = async (name: number): Promise<void> => {
    for (let count = 0; running; count += 1) {
      const id = `patch-${name}-${count}`;
      await attempt(async () =>
        written(await client.resources.create(newResource(types.ConfigPatch, { id }), options)),
      );
      const change = () =>
        client.resources.modify(
          types.ConfigPatch,
          id,
          ({ annotations }) => Object.assign(annotations, { count: String(count) }),
          options,
        );
      await attempt(async () => written(await change()));
      if (count % 3 === 0) {
        await attempt(async () => {
          await client.resources.destroy(types.ConfigPatch, id, options);
          return undefined;
        });
      }
    }
  };
  const done = Promise.all(Array.from({ length: loops }, (_, name) => loop(name)));
  return {
    async acknowledgedMore(count) {
      const target = acknowledged.length + count;
      while (acknowledged.length < target) await sleep(10);
    },
    async stop() {
      running = false;
      await done;
      return { acknowledged, failures, slowestMs };
    },
  };
}
