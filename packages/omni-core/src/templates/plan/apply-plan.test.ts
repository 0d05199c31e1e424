import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { ANNOTATIONS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import { MemoryState, type MemoryStateOptions } from '../../testing/memory-state.ts';
import { MortalState } from '../../testing/mortal-state.ts';
import { renderTemplate } from '../render-template.ts';
import { ApplyError } from '../sync/apply-error.ts';
import type { StepEvent } from '../sync/step-event.ts';
import { type PlanStep, planSteps, subjectOf } from '../sync/steps.ts';
import { Templates } from '../templates.ts';
import { machineId, sampleDocuments, sampleTemplate } from '../testing/sample-templates.ts';
import { type ApplyPlanOptions, applyPlan } from './apply-plan.ts';
import { GUARD_IDS } from './guard.ts';
import type { Plan } from './plan.ts';
import { planDelete } from './plan-delete.ts';
import { PlanStaleError } from './plan-errors.ts';
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

  it('refuses a plan when Omni changed since, with the new plan and what it changes', async () => {
    const state = await demoState();
    const plan = await planSync(await sampleTemplate(CHANGED), state);
    await state.modify(types.ConfigPatch, '200-cluster-demo-dns', (draft) => {
      draft.spec.data = 'machine:\n  network:\n    hostname: by-hand\n';
    });
    const before = state.snapshot();

    const refusal = await applyPlan(plan, state).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(PlanStaleError);
    expect(refusal).toMatchObject({ code: 'plan_stale', plan: { clusterName: 'demo' } });
    expect(refusal instanceof PlanStaleError && refusal.plan.hash).not.toBe(plan.hash);
    expect(refusal instanceof PlanStaleError && refusal.diff).toMatch(/-.*hostname: by-hand[\s\S]*\+.*hostname: b/);
    expect(state.snapshot()).toEqual(before);
  });

  it('refuses a plan that a lock was set against, also when part of it is done', async () => {
    const state = await demoState();
    const plan = await planSync(await sampleTemplate(CHANGED), state);
    await applyPlan(plan, new MortalState(state, { atWrite: 2, when: 'before' }), { concurrency: 1 }).catch(() => {});
    await state.modify(types.Cluster, 'demo', (draft) => {
      draft.annotations[ANNOTATIONS.clusterLocked] = '';
    });

    await expect(applyPlan(plan, state)).rejects.toMatchObject({ code: 'plan_stale' });
  });

  it('does not mind a version that moves while the contents stay', async () => {
    const touched = new Set<string>();
    const events: string[] = [];
    const state = await demoState({
      async intercept({ method, type, id = '' }) {
        if (method !== 'update' || type !== types.Cluster.type || touched.has(id)) return;
        touched.add(id);
        await state.modify(types.Cluster, id, (draft) => {
          draft.finalizers.push('Controller');
        });
      },
    });
    const plan = await planSync(await sampleTemplate(CHANGED), state);

    await applyPlan(plan, state, {
      onStep: ({ resource, state: reached }) => resource.startsWith('Clusters') && events.push(reached),
    });

    const { spec, metadata } = await state.get(types.Cluster, 'demo');
    expect(events).toEqual(['begun', 'retried', 'done']);
    expect([spec.kubernetesVersion, metadata.finalizers]).toEqual(['1.34.2', ['Controller']]);
  });

  it('finds done what another process did in the same moment', async () => {
    const events: string[] = [];
    let isFirst = true;
    const state: MemoryState = new MemoryState({
      async intercept({ method, type }) {
        if (method !== 'create' || type !== types.Cluster.type || !isFirst) return;
        isFirst = false;
        for (const resource of renderTemplate(await sampleTemplate()).slice(0, 1)) await state.create(resource);
      },
    });
    const plan = await planSync(await sampleTemplate(), state);

    const { done } = await applyPlan(plan, state, { onStep: ({ state: reached }) => events.push(reached) });

    expect(events.slice(0, 2)).toEqual(['begun', 'found-done']);
    expect(done).toHaveLength(plan.creates.length);
  });

  it('tells every step by an event that can be logged', async () => {
    const events: StepEvent[] = [];
    const state = await demoState();
    const plan = await planSync(
      await sampleTemplate([...CHANGED.slice(0, 2), { kind: 'Workers', machines: [] }]),
      state,
    );

    await applyPlan(plan, state, { allow: GUARD_IDS, onStep: (event) => events.push(event) });

    const count = (reached: string) => events.filter((event) => event.state === reached).length;
    expect([count('begun'), count('done')]).toEqual([planSteps(plan).length, planSteps(plan).length]);
    expect(JSON.parse(JSON.stringify(events[0]))).toEqual({
      resource: 'Clusters.omni.sidero.dev(default/demo)',
      kind: 'update',
      state: 'begun',
      dryRun: false,
    });
    expect(inspect(events, { depth: 20 })).not.toContain('hostname');
  });

  it('applies only what was reviewed, by plan or by hash', async () => {
    const templates = new Templates(await demoState(), { fingerprintKey: new Uint8Array(32) });
    const template = await sampleTemplate(CHANGED);
    const plan = await templates.plan(template);
    const other = await templates.plan(await sampleTemplate(sampleDocuments({ labels: { a: 'b' } })));

    await expect(templates.sync(template, { reviewed: other })).rejects.toMatchObject({ code: 'plan_stale' });
    await expect(templates.sync(template, { reviewed: other.hash })).rejects.toMatchObject({ code: 'plan_stale' });
    const { done } = await templates.sync(template, { reviewed: plan.hash });

    expect(done).toHaveLength(2);
  });
});
