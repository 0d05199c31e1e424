import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import { MortalState } from '../../testing/mortal-state.ts';
import { renderTemplate } from '../render-template.ts';
import { contentOf } from '../sync/content.ts';
import { nameOf } from '../sync/read-state.ts';
import { changeOf, planSteps, subjectOf } from '../sync/steps.ts';
import { Templates } from '../templates.ts';
import { CollectingState } from '../testing/collecting-state.ts';
import {
  machineId,
  type SampleDocument,
  sampleArbitrary,
  sampleDocuments,
  sampleTemplate,
} from '../testing/sample-templates.ts';
import { applyPlan } from './apply-plan.ts';
import { GUARD_IDS } from './guard.ts';
import { planDelete } from './plan-delete.ts';
import type { PlanDocument } from './plan-document.ts';
import { planSync } from './plan-sync.ts';

const ALLOW = { allow: GUARD_IDS };
const KEY = new Uint8Array(32).fill(3);

/** Everything there is to do: creations, updates, both phases of removals, settings that are released. */
const BEFORE: SampleDocument[] = [
  ...sampleDocuments({
    patches: [
      { name: 'dns', inline: { machine: { network: { hostname: 'a' } } } },
      { name: 'gone', inline: { debug: true } },
    ],
  }),
  { kind: 'Workers', name: 'old', machines: [machineId(30), machineId(31)] },
];
const AFTER: SampleDocument[] = [
  ...sampleDocuments({
    kubernetes: { version: 'v1.34.2' },
    patches: [{ name: 'dns', inline: { machine: { network: { hostname: 'b' } } } }],
    systemExtensions: ['x'],
  }).slice(0, 2),
  { kind: 'Workers', machines: [machineId(12), machineId(13)] },
  { kind: 'Workers', name: 'new', machines: [machineId(40)] },
];

async function stateOf(documents: readonly SampleDocument[]): Promise<CollectingState> {
  return new CollectingState({ resources: renderTemplate(await sampleTemplate(documents)) });
}

function contentsOf(resources: readonly Resource[]): string[] {
  return resources.map((resource) => `${resource.metadata.type} ${resource.metadata.id} ${contentOf(resource)}`);
}

interface Lives {
  readonly end: string[];
  readonly writes: number;
}

/** One apply that nothing disturbs. */
async function liveOn(before: readonly SampleDocument[], after: readonly SampleDocument[]): Promise<Lives> {
  const memory = await stateOf(before);
  const state = new MortalState(memory);
  await applyPlan(await planSync(await sampleTemplate(after), memory), state, ALLOW);
  return { end: contentsOf(memory.snapshot()), writes: state.writes };
}

/** An apply that dies, and a second process that has nothing but the template and the plan as JSON. */
async function dieAndResume(
  before: readonly SampleDocument[],
  after: readonly SampleDocument[],
  death: { readonly atWrite: number; readonly when: 'before' | 'after'; readonly concurrency: number },
): Promise<Lives> {
  const memory = await stateOf(before);
  const template = await sampleTemplate(after);
  const first = new MortalState(memory, death);
  const plan = await planSync(template, memory, { fingerprintKey: KEY });
  const saved = JSON.stringify(plan);
  const { concurrency } = death;
  await applyPlan(plan, first, { ...ALLOW, concurrency }).catch(() => {});
  await first.settled();

  const second = new MortalState(memory);
  const reviewed = JSON.parse(saved) as PlanDocument;
  await new Templates(second, { fingerprintKey: KEY }).sync(template, { ...ALLOW, reviewed });
  return { end: contentsOf(memory.snapshot()), writes: first.writes + second.writes };
}

describe('an apply that is killed', () => {
  it('at any of its writes ends in the same state when it is resumed, with nothing done twice', async () => {
    const undisturbed = await liveOn(BEFORE, AFTER);

    const resumed: Lives[] = [];
    for (const when of ['before', 'after'] as const) {
      for (let atWrite = 1; atWrite <= undisturbed.writes; atWrite++) {
        resumed.push(await dieAndResume(BEFORE, AFTER, { atWrite, when, concurrency: 1 }));
      }
    }

    expect(undisturbed.writes).toBeGreaterThan(12);
    expect(resumed).toEqual(resumed.map(() => undisturbed));
  });

  it('does so between any templates, with any number of writes at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        sampleArbitrary,
        sampleArbitrary,
        fc.nat(30),
        fc.constantFrom('before' as const, 'after' as const),
        fc.integer({ min: 1, max: 6 }),
        async (before, after, at, when, concurrency) => {
          const undisturbed = await liveOn(before, after);
          fc.pre(undisturbed.writes > 0);

          const atWrite = 1 + (at % undisturbed.writes);
          expect(await dieAndResume(before, after, { atWrite, when, concurrency })).toEqual(undisturbed);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  it('can be killed again and again', async () => {
    const undisturbed = await liveOn(BEFORE, AFTER);
    const memory = await stateOf(BEFORE);
    const plan = await planSync(await sampleTemplate(AFTER), memory);

    let writes = 0;
    for (let life = 0; life < 100; life++) {
      const state = new MortalState(memory, { atWrite: 2, when: life % 2 === 0 ? 'before' : 'after' });
      const isThrough = await applyPlan(plan, state, { ...ALLOW, concurrency: 1 }).then(
        () => true,
        () => false,
      );
      writes += state.writes;
      if (isThrough) break;
    }

    expect({ end: contentsOf(memory.snapshot()), writes }).toEqual(undisturbed);
  });

  it('can be resumed when it was deleting the cluster', async () => {
    const counted = new MortalState(await stateOf(BEFORE));
    await applyPlan(await planDelete('demo', counted, { target: 'next' }), counted, ALLOW);

    for (let atWrite = 1; atWrite <= counted.writes; atWrite++) {
      const memory = await stateOf(BEFORE);
      const plan = await planDelete('demo', memory, { target: 'next' });
      const first = new MortalState(memory, { atWrite, when: 'after' });
      await applyPlan(plan, first, ALLOW).catch(() => {});
      await first.settled();
      const second = new MortalState(memory);
      await applyPlan(plan, second, ALLOW);

      expect(await memory.find(types.Cluster, 'demo')).toBeUndefined();
      expect(first.writes + second.writes).toBe(counted.writes);
    }
  });
});

/** A state whose calls take their turns in an order the test decides, once the race is on. */
async function raceTrack(documents: readonly SampleDocument[], scheduler: fc.Scheduler) {
  let isOn = false;
  const state = new CollectingState({
    resources: renderTemplate(await sampleTemplate(documents)),
    intercept: async () => {
      if (isOn) await scheduler.schedule(Promise.resolve());
    },
  });
  return {
    state,
    async race<T>(runners: readonly (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> {
      isOn = true;
      const settled = Promise.allSettled(runners.map((run) => run()));
      await scheduler.waitFor(settled);
      isOn = false;
      return await settled;
    },
  };
}

describe('two applies at once', () => {
  it('of one plan do everything once, and both know that it is done', async () => {
    await fc.assert(
      fc.asyncProperty(sampleArbitrary, sampleArbitrary, fc.scheduler(), async (before, after, scheduler) => {
        const undisturbed = await liveOn(before, after);
        const { state, race } = await raceTrack(before, scheduler);
        const plan = await planSync(await sampleTemplate(after), state);
        const processes = [new MortalState(state), new MortalState(state)];

        const outcomes = await race(processes.map((process) => () => applyPlan(plan, process, ALLOW)));

        expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
        expect(contentsOf(state.snapshot())).toEqual(undisturbed.end);
        expect(processes.reduce((sum, { writes }) => sum + writes, 0)).toBe(undisturbed.writes);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('of different plans never overwrite each other: whoever reports success has won all it planned', async () => {
    await fc.assert(
      fc.asyncProperty(
        sampleArbitrary,
        sampleArbitrary,
        sampleArbitrary,
        fc.scheduler(),
        async (before, one, other, scheduler) => {
          const { state, race } = await raceTrack(before, scheduler);
          const plans = [
            await planSync(await sampleTemplate(one), state),
            await planSync(await sampleTemplate(other), state),
          ];

          const outcomes = await race(plans.map((plan) => () => applyPlan(plan, state, ALLOW)));

          const found = new Map(state.snapshot().map((resource) => [nameOf(resource), contentOf(resource)]));
          const takenAlong = new Set(
            plans.flatMap(({ changes }) =>
              changes.flatMap((change) => (change.carriedOutBy === 'omni' ? change.resource : [])),
            ),
          );
          const winners = plans.filter((_, index) => outcomes[index]?.status === 'fulfilled');
          for (const step of winners.flatMap(planSteps)) {
            const { after } = changeOf(step);
            const name = nameOf(subjectOf(step));
            if (!takenAlong.has(name)) expect(found.get(name)).toBe(after && contentOf(after));
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});
