import { once } from 'node:events';
import { setInterval } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Failure } from './attempt.ts';
import type { FuzzOrder, TargetReport } from './fuzz-worker.ts';

/** How long and how hard to look. */
export interface FuzzOptions {
  /** Names of the targets. */
  readonly targets: readonly string[];
  /** Inputs for each target. */
  readonly inputs: number;
  /** First number of an input. @default 0 */
  readonly from?: number;
  /** Decides all inputs. */
  readonly seed: string;
  /** Longest time one input may take, in milliseconds. @default 60_000 */
  readonly mostMs?: number;
}

const HEAP_MIB = 512;
const MOST_BYTES = 384 * 2 ** 20;
const LOOK_MS = 500;

/**
 * Gives every target its inputs, in a thread of its own: one that never comes back is ended from outside, and one that
 * wants more memory than there is takes nobody else along.
 *
 * @returns every input that was not coped with
 */
export async function runFuzz(options: FuzzOptions): Promise<readonly Failure[]> {
  const { targets, inputs, seed, from = 0, mostMs = 60_000 } = options;
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const order: FuzzOrder = { seed, inputs, from, progress, targets, mostBytes: MOST_BYTES };
  const worker = new Worker(new URL('fuzz-worker.ts', import.meta.url), {
    workerData: order,
    execArgv: ['--conditions=fleetwright-source', '--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  const failures: Failure[] = [];
  const done = new Set<string>();
  worker.on('message', ({ target, failures: found }: TargetReport) => {
    done.add(target);
    failures.push(...found);
  });
  const ending = new AbortController();
  const ended = once(worker, 'exit').finally(() => ending.abort());
  const crashed = once(worker, 'error', { signal: ending.signal }).then(
    ([error]) => String(error),
    () => undefined,
  );
  const stuck = watch(progress, mostMs, ending.signal).then(async (number) => {
    if (number !== undefined) await worker.terminate();
    return number === undefined ? undefined : `input ${number} takes longer than ${mostMs} ms`;
  });
  await ended;
  const reason = (await stuck) ?? (await crashed);
  const target = targets.find((name) => !done.has(name));
  if (target === undefined) return failures;
  return [...failures, { target, input: '', reason: `${reason ?? 'the thread ended'} (input ${progress[1]})` }];
}

/** Resolves with the number of an input that does not come to its end. */
async function watch(
  progress: Int32Array<SharedArrayBuffer>,
  mostMs: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  let seen = '';
  let unchangedMs = 0;
  try {
    for await (const _ of setInterval(LOOK_MS, undefined, { signal })) {
      const now = progress.join();
      unchangedMs = now === seen ? unchangedMs + LOOK_MS : 0;
      seen = now;
      if (unchangedMs >= mostMs) return progress[1];
    }
  } catch {
    // The thread has ended.
  }
  return undefined;
}
