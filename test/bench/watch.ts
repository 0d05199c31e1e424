import { hrtime } from 'node:process';
import { type OmniClient, types, type WatchEvent } from '@fleetwright/omni-core';
import { connect } from '../interop/harness/connect.ts';
import { startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms } from '../interop/harness/go-programs.ts';
import { startGoClient } from './go-client.ts';
import { measureInRotation, type Sample } from './rotation.ts';
import type { Suite } from './suite.ts';

/** Changes behind one figure, far enough from each other that none waits for the one before. */
const CHANGES = 400;
const EVERY_MS = 2;

/** How long a change takes from the store of a Go server to the body of a loop, and to a channel of Omni's Go client. */
export const watchSuite: Suite = {
  name: 'watch',
  comparisons: [
    {
      name: 'time from change to event, median / Go client',
      subject: 'ours',
      base: 'go',
      goal: { atMost: 1.5, bar: true },
    },
    {
      name: 'time from change to event, 99th percentile / Go client',
      subject: 'ours',
      base: 'go',
      clock: 'p99Ms',
      goal: { atMost: 4 },
    },
  ],
  async measure(rounds) {
    await buildGoPrograms();
    await using server = await startCosiServer();
    await using go = await startGoClient('watch-client', server, ['--id=go']);
    await using client = await connect(server);
    await using events = await follow(client, 'ours');
    const listenOurs = () => takeLatencies(events, CHANGES);
    const listenGo = async () => {
      go.send(String(CHANGES));
      return JSON.parse(await go.nextLine()) as readonly number[];
    };
    const measure = async (id: string, listen: () => Promise<readonly number[]>) => {
      const [latencies] = await Promise.all([listen(), server.change({ id, count: CHANGES, everyMs: EVERY_MS })]);
      return sampleOf(latencies);
    };

    return await measureInRotation(
      [
        { name: 'ours', run: () => measure('ours', listenOurs) },
        { name: 'go', run: () => measure('go', listenGo) },
      ],
      rounds,
    );
  },
};

type PatchEvents = AsyncGenerator<WatchEvent<unknown>, void, undefined>;

/** Opens a watch of one ConfigPatch and reads until it is known what exists. */
async function follow(client: OmniClient, id: string): Promise<PatchEvents> {
  const events = client.resources.watch(types.ConfigPatch, { idPattern: `^${id}$` });
  for (let { value } = await events.next(); value?.kind !== 'bootstrapped'; { value } = await events.next());
  return events;
}

/** How long the next updates took to get here, in milliseconds. */
async function takeLatencies(events: PatchEvents, count: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  while (latencies.length < count) {
    const { value: event } = await events.next();
    const received = hrtime.bigint();
    if (event?.kind !== 'updated') continue;
    latencies.push(Number(received - BigInt(event.resource.metadata.annotations.sent ?? 0)) / 1e6);
  }
  return latencies;
}

function sampleOf(latencies: readonly number[]): Sample {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
  return { wallMs: at(0.5), p99Ms: at(0.99) };
}
