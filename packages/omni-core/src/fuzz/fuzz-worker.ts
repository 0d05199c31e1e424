import { parentPort, workerData } from 'node:worker_threads';
import { attempt, type Failure } from './attempt.ts';
import { TARGETS } from './targets.ts';

/** What the worker is told. */
export interface FuzzOrder {
  readonly seed: string;
  /** Inputs for each target. */
  readonly inputs: number;
  /** First number of an input. */
  readonly from: number;
  /** Memory the process may gain while it reads one input, in bytes. */
  readonly mostBytes: number;
  /** Two numbers: the target and the input under way, for whoever watches from outside. */
  readonly progress: Int32Array<SharedArrayBuffer>;
  readonly targets: readonly string[];
}

/** What the worker says about a target it is through with. */
export interface TargetReport {
  readonly target: string;
  readonly failures: readonly Failure[];
}

/** More of one target say nothing new. */
const MOST_FAILURES = 5;

const order: FuzzOrder = workerData;
for (const [index, target] of TARGETS.entries()) {
  if (!order.targets.includes(target.name)) continue;
  const failures: Failure[] = [];
  let before = process.memoryUsage.rss();
  for (let number = order.from; number < order.from + order.inputs && failures.length < MOST_FAILURES; number++) {
    order.progress[0] = index;
    order.progress[1] = number;
    const failure = await attempt(target, number, order.seed);
    if (failure !== undefined) failures.push(failure);
    const after = process.memoryUsage.rss();
    if (after - before > order.mostBytes) {
      const reason = `input ${number} takes ${Math.round((after - before) / 2 ** 20)} MiB`;
      failures.push({ target: target.name, input: '', reason });
    }
    before = after;
  }
  const report: TargetReport = { target: target.name, failures };
  parentPort?.postMessage(report);
}
