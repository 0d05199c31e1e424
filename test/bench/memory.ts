import { types } from '@fleetwright/omni-core';
import { connect } from '../interop/harness/connect.ts';
import { startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms } from '../interop/harness/go-programs.ts';
import { collectedMemory } from './collected-memory.ts';
import type { Rounds, Sample } from './rotation.ts';
import type { Suite } from './suite.ts';

const MILLION = 1_000_000;
/** When memory is looked at; the first look is what the others are compared with. */
const FIRST = { name: '10 %', at: 0.1 * MILLION };
const LATER = [
  { name: '50 %', at: 0.5 * MILLION },
  { name: '100 %', at: MILLION },
];
const MARKS = [FIRST, ...LATER];
const WATCH = 'events of a watch';
const LIST = 'resources of a list';
/** Changes made at once; the server keeps more than these for a watch that is behind. */
const BURST = 2_000;
const HISTORY = 2 * BURST;
/** Resources the changes go round. */
const PATCHES = 50;
const MACHINES = 10_000;
const LIST_TIMEOUT_MS = 10 * 60_000;

/** Whether memory grows while a stream goes on and on. Takes a minute, so it is done once, whatever the rounds. */
export const memorySuite: Suite = {
  name: 'memory',
  comparisons: [WATCH, LIST].flatMap((stream) =>
    LATER.map((mark) => ({
      name: `memory after ${mark.name} of a million ${stream} / after ${FIRST.name}`,
      subject: `${stream}, ${mark.name}`,
      base: `${stream}, ${FIRST.name}`,
      clock: 'heapBytes',
      goal: { atMost: 1.25, bar: true },
    })),
  ),
  async measure() {
    await buildGoPrograms();
    return new Map([...(await look(WATCH, watchedEvents())), ...(await look(LIST, listedResources()))]);
  },
};

/** Reads a stream and takes a sample at each mark. @throws {Error} when it ends early */
async function look(name: string, stream: AsyncIterable<unknown>): Promise<Rounds> {
  const samples = new Map<string, readonly Sample[]>();
  const start = performance.now();
  let count = 0;
  for await (const _ of stream) {
    count += 1;
    const mark = MARKS.find(({ at }) => at === count);
    if (mark === undefined) continue;
    const sample = { wallMs: performance.now() - start, heapBytes: await collectedMemory() };
    samples.set(`${name}, ${mark.name}`, [sample]);
    if (samples.size === MARKS.length) return samples;
  }
  throw new Error(`the stream ended after ${count} of ${MILLION}`);
}

/** A million updates. The next burst of changes begins when the last one has arrived. */
async function* watchedEvents(): AsyncGenerator<unknown, void, undefined> {
  await using server = await startCosiServer({ history: HISTORY });
  await using client = await connect(server);
  const changeNext = (burst: number) => server.change({ id: `patch-${burst % PATCHES}`, count: BURST });
  let updates = 0;
  let changing: Promise<void> | undefined;
  for await (const { kind } of client.resources.watch(types.ConfigPatch)) {
    if (kind === 'updated') {
      updates += 1;
      yield updates;
    }
    if (kind === 'bootstrapped' || (kind === 'updated' && updates % BURST === 0)) {
      await changing;
      changing = changeNext(updates / BURST);
    }
  }
}

/** More than a million resources in one list: the last look finds the stream as busy as the first. */
async function* listedResources(): AsyncGenerator<unknown, void, undefined> {
  await using server = await startCosiServer({ machines: MACHINES, freeze: true, repeat: MILLION / MACHINES + 10 });
  await using client = await connect(server);
  yield* client.resources.iterate(types.MachineStatus, { timeoutMs: LIST_TIMEOUT_MS });
}
