import { diffSuite } from './diff.ts';
import { fleetSuite } from './fleet.ts';
import { heapSuite } from './heap.ts';
import { importSuite } from './import.ts';
import { listSuite } from './list.ts';
import { memorySuite } from './memory.ts';
import { processSuite } from './process.ts';
import { renderSuite } from './render.ts';
import { signSuite } from './sign.ts';
import { startSuite } from './start.ts';
import type { Suite } from './suite.ts';
import { watchSuite } from './watch.ts';

/** Everything `npm run bench` measures, in this order. */
export const SUITES: readonly Suite[] = [
  signSuite,
  listSuite,
  watchSuite,
  heapSuite,
  memorySuite,
  processSuite,
  diffSuite,
  fleetSuite,
  renderSuite,
  importSuite,
  startSuite,
];
