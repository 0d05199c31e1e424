import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PARITY } from '../../packages/omni-core/scripts/parity/parity-table.ts';
import { ACCESS_RUNS } from './commands/access-runs.ts';
import { CLUSTER_RUNS } from './commands/cluster-runs.ts';
import type { CommandRuns, World } from './commands/command-run.ts';
import { MACHINE_RUNS } from './commands/machine-runs.ts';
import { RESOURCE_RUNS } from './commands/resource-runs.ts';
import { startWorld } from './commands/start-world.ts';

/** Every command of the parity table, run by the real omnictl, and the library call that gives or does the same. */
const RUNS: CommandRuns = { ...RESOURCE_RUNS, ...CLUSTER_RUNS, ...MACHINE_RUNS, ...ACCESS_RUNS };

/** What no sandbox can stand in for. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  'cluster import': 'reads the configuration of running nodes through their own Talos API, and there are no nodes',
};

const commands = [...PARITY.values()].flat().map(({ command }) => command);
let world: World & AsyncDisposable;

beforeAll(async () => {
  world = await startWorld();
}, 120_000);

afterAll(() => world[Symbol.asyncDispose]());

test('the table names every command that is run here, or why it is not', () => {
  expect([...Object.keys(RUNS), ...Object.keys(UNREACHABLE)].toSorted()).toEqual(commands.toSorted());
});

describe('omnictl and the library do the same', () => {
  test.each(Object.entries(RUNS))('%s', async (_command, { prepare, exitCode = 0, same }) => {
    const args = await prepare(world);

    const finished = await world.omnictl.run(args);

    expect({ args, ...finished }).toMatchObject({ args, exitCode });
    await same(world, finished);
  });
});
