import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { types } from '../../resources/registry.ts';
import { MemoryState, type MemoryStateOptions } from '../../testing/memory-state.ts';
import { renderTemplate } from '../render-template.ts';
import { ApplyError } from '../sync/apply-error.ts';
import { type PlanStep, subjectOf } from '../sync/steps.ts';
import { machineId, sampleDocuments, sampleTemplate } from '../testing/sample-templates.ts';
import { type ApplyPlanOptions, applyPlan } from './apply-plan.ts';
import type { Plan } from './plan.ts';
import { planDelete } from './plan-delete.ts';
import { planSync } from './plan-sync.ts';

const CHANGED = sampleDocuments({
  kubernetes: { version: 'v1.34.2' },
  patches: [{ name: 'dns', inline: { machine: { network: { hostname: 'b' } } } }],
});

async function demoState(options: MemoryStateOptions = {}): Promise<MemoryState> {
  return new MemoryState({ resources: renderTemplate(await sampleTemplate()), ...options });
}

async function applyFailure(plan: Plan, state: MemoryState, options: ApplyPlanOptions = {}): Promise<ApplyError> {
  const error = await applyPlan(plan, state, options).catch((reason: unknown) => reason);
  if (error instanceof ApplyError) return error;
  throw new Error(`no ApplyError but ${String(error)}`);
}

function typesOf(steps: readonly PlanStep[]): string[] {
  return steps.map((step) => subjectOf(step).type.displayType);
}

describe('applyPlan', () => {
  it('writes nothing in a dry run and reports every step', async () => {
    const state = new MemoryState();
    const actions: string[] = [];
    const plan = await planSync(await sampleTemplate(), state);

    const report = await applyPlan(plan, state, {
      dryRun: true,
      onStep: ({ state: reached }) => actions.push(reached),
    });

    expect(report).toEqual({ done: [], dryRun: true });
    expect(actions).toHaveLength(plan.creates.length);
    expect(state.snapshot()).toEqual([]);
  });

  it('accounts for every step when somebody else wrote in between', async () => {
    const state = await demoState({
      async intercept({ method, id }) {
        if (method !== 'update' || id !== 'demo') return;
        await state.modify(types.ConfigPatch, '200-cluster-demo-dns', (draft) => {
          draft.annotations['by'] = 'someone';
        });
      },
    });
    const plan = await planSync(
      await sampleTemplate([...CHANGED.slice(0, 2), { kind: 'Workers', machines: [machineId(11)] }]),
      state,
    );

    const error = await applyFailure(plan, state);

    expect(error).toMatchObject({ code: 'apply_failed', retryable: true, cause: { code: 'version_conflict' } });
    expect(error.hint).toContain('Plan again');
    expect(typesOf(error.done)).toEqual(['Cluster']);
    expect(typesOf(error.failed)).toEqual(['ConfigPatch']);
    expect(error.done.length + error.failed.length + error.remaining.length).toBe(
      plan.updates.length + plan.destroyPhases.flat().length,
    );
  });

  it('never puts the contents of a patch into its errors', async () => {
    const canary = 'canary-secret-token';
    const state = new MemoryState({
      intercept({ method, type }) {
        if (method === 'create' && type === types.ConfigPatch.type) throw new Error('refused');
      },
    });
    const patches = [{ name: 'secret', inline: { machine: { env: { TOKEN: canary } } } }];
    const plan = await planSync(await sampleTemplate(sampleDocuments({ patches })), state);

    const error = await applyFailure(plan, state);

    expect(inspect(error, { depth: 20 }) + JSON.stringify(error)).not.toContain(canary);
  });

  it('stops between steps when its caller gives up', async () => {
    const state = new MemoryState();
    const stop = new AbortController();
    const plan = await planSync(await sampleTemplate(), state);

    const error = await applyFailure(plan, state, { signal: stop.signal, onStep: () => stop.abort() });

    expect(error.cause).toMatchObject({ code: 'cancelled' });
    expect([error.done.length, error.failed.length]).toEqual([0, 1]);
    expect(error.remaining).toHaveLength(plan.creates.length - 1);
  });

  it('says which removals were still waiting when the time was up', async () => {
    const state = await demoState();
    await state.modify(types.Cluster, 'demo', (draft) => {
      draft.finalizers.push('controller');
    });
    const plan = await planDelete('demo', state);

    const error = await applyFailure(plan, state, { timeoutMs: 50 });

    expect(error.cause).toMatchObject({ code: 'deadline_exceeded' });
    expect(typesOf(error.failed)).toEqual(['Cluster']);
    expect((await state.get(types.Cluster, 'demo')).metadata.phase).toBe('tearingDown');
  });

  it('finishes a removal when a controller lets go', async () => {
    const state = await demoState();
    await state.modify(types.Cluster, 'demo', (draft) => {
      draft.finalizers.push('controller');
    });
    const events: string[] = [];
    const plan = await planDelete('demo', state);

    const applying = applyPlan(plan, state, {
      onStep: ({ kind, state: reached }) => events.push(`${kind} ${reached}`),
    });
    await vi.waitFor(async () => {
      expect((await state.get(types.Cluster, 'demo')).metadata.phase).toBe('tearingDown');
    });
    await state.modify(
      types.Cluster,
      'demo',
      (draft) => {
        draft.finalizers = [];
      },
      { expectedPhase: 'any' },
    );
    await applying;

    expect(events.slice(-2)).toEqual(['destroy begun', 'destroy done']);
  });

  it('is content when somebody else removes what it wants gone', async () => {
    const state = await demoState({
      async intercept({ method, type, id = '' }) {
        if (method === 'update' && type === types.Cluster.type) await state.destroy(types.Cluster, id);
      },
    });
    const plan = await planDelete('demo', state);

    const report = await applyPlan(plan, state);

    expect(typesOf(report.done)).toContain('Cluster');
  });

  it('writes no more at a time than it may, and only within a type', async () => {
    let running = 0;
    let most = 0;
    const machines = Array.from({ length: 12 }, (_, index) => machineId(100 + index));
    const [cluster = {}, controlPlane = {}] = sampleDocuments();
    const state = new MemoryState({
      async intercept({ method }) {
        if (method !== 'create') return;
        running++;
        most = Math.max(most, running);
        await delay(1);
        running--;
      },
    });
    const plan = await planSync(await sampleTemplate([cluster, controlPlane, { kind: 'Workers', machines }]), state);

    await applyPlan(plan, state, { concurrency: 4 });

    expect(most).toBe(4);
  });
});
