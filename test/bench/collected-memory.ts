import { setTimeout as sleep } from 'node:timers/promises';

/** Time for buffers to become as full as they get while nobody reads. */
const SETTLE_MS = 500;
/** Looks taken for one figure, and the time between them. Something is always just under way; the least counts. */
const LOOKS = 5;
const PAUSE_MS = 20;

/** Bytes of objects and of buffers that are in use. @throws {Error} without `--expose-gc`, which `npm run bench` passes */
export async function collectedMemory(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('memory can only be measured with node --expose-gc');
  await sleep(SETTLE_MS);
  const seen: number[] = [];
  while (seen.length < LOOKS) {
    await sleep(PAUSE_MS);
    globalThis.gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    seen.push(heapUsed + arrayBuffers);
  }
  return Math.min(...seen);
}
