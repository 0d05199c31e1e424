import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import { MemoryState } from '../../testing/memory-state.ts';
import { renderTemplate } from '../render-template.ts';
import { isPlanEmpty } from '../sync/steps.ts';
import {
  machineId,
  type SampleDocument,
  sampleArbitrary,
  sampleDocuments,
  sampleTemplate,
} from '../testing/sample-templates.ts';
import { applyPlan } from './apply-plan.ts';
import { GUARD_IDS } from './guard.ts';
import { type PlanSyncOptions, planSync } from './plan-sync.ts';

const WORKER = machineId(11);

/** A cluster somebody has worked on: locked, with notes, a locked machine, and a patch switched off. */
async function usedState(documents: readonly SampleDocument[] = sampleDocuments()): Promise<MemoryState> {
  const state = new MemoryState({ resources: renderTemplate(await sampleTemplate(documents)) });
  await state.modify(types.Cluster, 'demo', (draft) => {
    draft.annotations[ANNOTATIONS.clusterLocked] = '';
    draft.annotations['note'] = 'call me first';
    draft.labels['team'] = 'storage';
  });
  await state.modify(types.MachineSetNode, WORKER, (draft) => {
    draft.annotations[ANNOTATIONS.locked] = '';
  });
  await state.modify(types.ConfigPatch, '200-cluster-demo-dns', (draft) => {
    draft.labels[LABELS.disabled] = '';
  });
  return state;
}

async function sync(state: MemoryState, documents: readonly SampleDocument[], options: PlanSyncOptions = {}) {
  const plan = await planSync(await sampleTemplate(documents), state, options);
  await applyPlan(plan, state, { allow: GUARD_IDS });
  return plan;
}

const cluster = async (state: MemoryState) => (await state.get(types.Cluster, 'demo')).metadata;

describe('what Omni or a person set outside Git', () => {
  it('is no difference, and is named as kept', async () => {
    const plan = await planSync(await sampleTemplate(), await usedState());

    expect(isPlanEmpty(plan)).toBe(true);
    expect(plan.kept.map(({ path }) => path).toSorted()).toEqual(
      [
        `metadata.annotations["${ANNOTATIONS.clusterLocked}"]`,
        `metadata.annotations["${ANNOTATIONS.locked}"]`,
        'metadata.annotations.note',
        `metadata.labels["${LABELS.disabled}"]`,
        'metadata.labels.team',
      ].toSorted(),
    );
  });

  it('survives a sync that changes the same resource', async () => {
    const state = await usedState();

    await sync(state, sampleDocuments({ kubernetes: { version: 'v1.34.2' } }));

    expect(await cluster(state)).toMatchObject({
      annotations: { [ANNOTATIONS.clusterLocked]: '', note: 'call me first' },
      labels: { team: 'storage' },
    });
    expect((await state.get(types.Cluster, 'demo')).spec.kubernetesVersion).toBe('1.34.2');
  });

  it('goes when the template names it', async () => {
    const state = await usedState();

    await sync(state, [
      ...sampleDocuments({ labels: { team: 'network' } }),
      { kind: 'Machine', name: WORKER, locked: false },
    ]);

    expect((await cluster(state)).labels['team']).toBe('network');
    expect((await state.get(types.MachineSetNode, WORKER)).metadata.annotations).toEqual({});
  });

  it('goes with everything else when the sync is strict, as with omnictl', async () => {
    const state = await usedState();

    const plan = await sync(state, sampleDocuments(), { strict: true });

    expect(plan.changes.map(({ action }) => action)).toEqual(['relabel', 'relabel', 'relabel']);
    expect(await cluster(state)).toMatchObject({ annotations: { [ANNOTATIONS.managedByTemplates]: '' }, labels: {} });
    expect((await state.get(types.MachineSetNode, WORKER)).metadata.annotations).toEqual({});
  });

  it('is told from what the template used to name when the template applied last is given', async () => {
    const before = sampleDocuments({ labels: { env: 'prod', team: 'storage' } });
    const state = await usedState(before);
    const previous = await sampleTemplate(before);

    await sync(state, sampleDocuments({ labels: { team: 'storage' } }));
    const kept = (await cluster(state)).labels;
    await sync(state, sampleDocuments({ labels: { team: 'storage' } }), { previous });

    expect(kept).toEqual({ env: 'prod', team: 'storage' });
    expect((await cluster(state)).labels).toEqual({ team: 'storage' });
    expect((await cluster(state)).annotations['note']).toBe('call me first');
  });

  it('never holds a resource in the set or cluster it belonged to', async () => {
    const patches = [{ name: 'p', idOverride: 'mine', inline: { debug: true } }];
    const [, controlPlane = {}, workers = {}] = sampleDocuments();
    const onSet = [sampleDocuments({ patches: [] })[0] ?? {}, controlPlane, { ...workers, patches }];
    const onCluster = sampleDocuments({ patches });
    const state = new MemoryState({ resources: renderTemplate(await sampleTemplate(onSet)) });

    await sync(state, onCluster);

    expect((await state.get(types.ConfigPatch, 'mine')).metadata.labels).toEqual({ [LABELS.cluster]: 'demo' });
  });

  it('leaves a strict sync nothing to do but take marks away, whatever the templates', async () => {
    await fc.assert(
      fc.asyncProperty(sampleArbitrary, sampleArbitrary, async (before, after) => {
        const state = new MemoryState({ resources: renderTemplate(await sampleTemplate(before)) });
        await sync(state, after);
        const strict = await planSync(await sampleTemplate(after), state, { strict: true });

        const orphans = strict.changes.filter(({ action }) => action === 'delete').length;
        const relabels = strict.changes.filter(({ action }) => action === 'relabel').length;
        expect(strict.changes).toHaveLength(orphans + relabels);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
