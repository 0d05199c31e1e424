import { specs } from '@fleetwright/omni-core/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUpToDate, type MachineState, NEW_MACHINE, nextMachineState } from './machine-lifecycle.ts';

const { Stage } = specs.ClusterMachineStatusSpec;
const GOAL = { configHash: 'c1', talosVersion: '1.11.3', kubernetesVersion: '1.34.1' };
const FREE = { connected: true, locked: false, mayUpgradeTalos: true, mayUpgradeKubernetes: true };

function run(state: MachineState, goal = GOAL, conditions = FREE): MachineState[] {
  const states = [state];
  for (let step = 0; step < 20; step++) {
    const last = states.at(-1) ?? state;
    const next = nextMachineState(last, goal, conditions);
    if (next === last) return states;
    states.push(next);
  }
  throw new Error('the machine never comes to rest');
}

test('a new machine installs, boots, is configured and runs', () => {
  const stages = run(NEW_MACHINE).map(({ stage }) => stage);

  expect(stages).toEqual([Stage.INSTALLING, Stage.BOOTING, Stage.CONFIGURING, Stage.RUNNING]);
});

test('a running machine shows that it is outdated before it changes', () => {
  const running = run(NEW_MACHINE).at(-1) ?? NEW_MACHINE;

  const states = run(running, { ...GOAL, configHash: 'c2' });

  expect(states.map(({ upToDate, configHash }) => [upToDate, configHash])).toEqual([
    [true, 'c1'],
    [false, 'c1'],
    [false, 'c2'],
    [true, 'c2'],
  ]);
});

test('a locked machine keeps what it runs', () => {
  const running = run(NEW_MACHINE).at(-1) ?? NEW_MACHINE;

  const last = run(
    running,
    { configHash: 'c2', talosVersion: '1.11.4', kubernetesVersion: '1.34.2' },
    { ...FREE, locked: true },
  ).at(-1);

  expect(last).toEqual({ ...running, upToDate: false });
});

test('every machine that is connected and free comes to rest with what its cluster wants', () => {
  const state = fc.record({
    stage: fc.constantFrom(
      Stage.INSTALLING,
      Stage.BOOTING,
      Stage.CONFIGURING,
      Stage.RUNNING,
      Stage.UPGRADING,
      Stage.REBOOTING,
    ),
    configHash: fc.constantFrom('', 'c0', 'c1'),
    talosVersion: fc.constantFrom('1.11.2', '1.11.3'),
    kubernetesVersion: fc.constantFrom('1.33.0', '1.34.1'),
    upToDate: fc.boolean(),
  });

  fc.assert(
    fc.property(state, (start) => {
      const last = run(start).at(-1) ?? start;
      expect([last.stage, isUpToDate(last, GOAL), last.upToDate]).toEqual([Stage.RUNNING, true, true]);
    }),
  );
});
