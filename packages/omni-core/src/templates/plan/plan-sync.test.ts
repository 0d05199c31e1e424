import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessError } from '../../errors/call-errors.ts';
import { LABELS } from '../../resources/label-names.ts';
import { newResource } from '../../resources/new-resource.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import { resourceOf } from '../../resources/stored-resource.ts';
import { MemoryState } from '../../testing/memory-state.ts';
import { renderTemplate } from '../render-template.ts';
import { isPlanEmpty, planSteps, subjectOf } from '../sync/steps.ts';
import { machineId, sampleArbitrary, sampleDocuments, sampleTemplate } from '../testing/sample-templates.ts';
import { applyPlan } from './apply-plan.ts';
import { GUARD_IDS } from './guard.ts';
import { planDelete } from './plan-delete.ts';
import { planSync } from './plan-sync.ts';

async function syncedState(documents = sampleDocuments()): Promise<MemoryState> {
  const state = new MemoryState();
  await applyPlan(await planSync(await sampleTemplate(documents), state), state);
  return state;
}

describe('planSync', () => {
  it('is empty when Omni holds exactly what the template renders', async () => {
    await fc.assert(
      fc.asyncProperty(sampleArbitrary, async (documents) => {
        const template = await sampleTemplate(documents);
        const state = new MemoryState({ resources: renderTemplate(template) });

        expect(planSteps(await planSync(template, state))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('is empty after it was applied, from any template to any other', async () => {
    await fc.assert(
      fc.asyncProperty(sampleArbitrary, sampleArbitrary, async (before, after) => {
        const template = await sampleTemplate(after);
        const state = new MemoryState({ resources: renderTemplate(await sampleTemplate(before)) });

        await applyPlan(await planSync(template, state), state, { concurrency: 4, allow: GUARD_IDS });

        const settled = new MemoryState({ resources: withoutOrphans(state.snapshot()) });
        expect(planSteps(await planSync(template, settled))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('reads a cluster of 100 machines with one call per type', async () => {
    const calls: string[] = [];
    const machines = Array.from({ length: 100 }, (_, index) => machineId(100 + index));
    const [cluster = {}, controlPlane = {}] = sampleDocuments();
    const template = await sampleTemplate([cluster, controlPlane, { kind: 'Workers', machines, kernelArgs: ['a=b'] }]);
    const state = new MemoryState({
      resources: renderTemplate(template),
      intercept: ({ method, type }) => void calls.push(`${method} ${type}`),
    });

    const plan = await planSync(template, state);

    expect(isPlanEmpty(plan)).toBe(true);
    expect(calls).toHaveLength(9);
    expect(new Set(calls).size).toBe(9);
  });

  it('reads machine settings one by one with a key that may not list them', async () => {
    const template = await sampleTemplate();
    const state = new MemoryState({
      resources: renderTemplate(template),
      intercept({ method, type }) {
        if (method === 'list' && type === types.KernelArg.type) throw new AccessError('no access is permitted');
      },
    });

    expect(isPlanEmpty(await planSync(template, state))).toBe(true);
  });

  it('sees no difference in a patch that Omni stores compressed', async () => {
    const long = `machine:\n  # ${'long '.repeat(600)}\n  env: {A: b}\n`;
    const template = await sampleTemplate(sampleDocuments({ patches: [{ name: 'long', inline: long }] }));
    const resources = renderTemplate(template).map((resource) => {
      if (resource.type.type !== types.ConfigPatch.type) return resource;
      const spec = { data: '', compressedData: frameWithDictionary() };
      const stored = newResource(types.ConfigPatch, { ...resource.metadata, spec });
      return resourceOf(types.ConfigPatch, resource.metadata, stored.specBytes, {
        specYaml: JSON.stringify({ data: long }),
      });
    });

    const plan = await planSync(template, new MemoryState({ resources }));

    expect(isPlanEmpty(plan)).toBe(true);
  });

  it('keeps spec fields of a newer Omni in an update', async () => {
    const state = await syncedState();
    const current = await state.get(types.Cluster, 'demo');
    const unknownField = Uint8Array.of(0xfa, 0x7f, 0x03, 1, 2, 3);
    // At the top and within `features`, which is field 4.
    const inFeatures = [0x22, unknownField.length, ...unknownField];
    const bytes = Uint8Array.from([...current.specBytes, ...inFeatures, ...unknownField]);
    await state.update(resourceOf(types.Cluster, current.metadata, bytes));
    const template = await sampleTemplate(sampleDocuments({ kubernetes: { version: 'v1.34.2' } }));

    const [step] = (await planSync(template, state)).updates;

    expect(step?.resource.spec).toMatchObject({ kubernetesVersion: '1.34.2' });
    const written = Buffer.from(step?.resource.specBytes ?? []).toString('hex');
    expect(written.split(Buffer.from(unknownField).toString('hex'))).toHaveLength(3);
  });

  it('refuses a machine of another cluster unless the takeover is allowed', async () => {
    const node = newResource(types.MachineSetNode, {
      id: machineId(11),
      labels: { [LABELS.cluster]: 'other', [LABELS.machineSet]: 'other-workers' },
    });
    const state = new MemoryState({ resources: [node] });
    const template = await sampleTemplate();

    const plan = await planSync(template, state);

    await expect(applyPlan(plan, state)).rejects.toMatchObject({
      code: 'plan_guarded',
      findings: [{ id: 'foreign-resource', resources: [`MachineSetNodes.omni.sidero.dev(default/${machineId(11)})`] }],
    });
    expect(plan.updates.map((step) => subjectOf(step).metadata.labels[LABELS.cluster])).toEqual(['demo']);
  });

  it('names every resource a controller holds', async () => {
    const labels = { [LABELS.cluster]: 'other' };
    const state = new MemoryState();
    for (const number of [11, 12]) {
      const node = newResource(types.MachineSetNode, { id: machineId(number), labels });
      await state.create(node, { owner: 'Controller' });
    }

    const refusal = await planSync(await sampleTemplate(), state).catch((error: unknown) => error);

    expect(refusal).toMatchObject({ code: 'plan_refused', conflicts: [{}, {}] });
  });
});

describe('planDelete', () => {
  it('leaves nothing but machine settings behind, and those released', async () => {
    const state = await syncedState();

    await applyPlan(await planDelete('demo', state, { target: 'next' }), state);

    const settings = state.snapshot().filter(({ type }) => type.type === types.KernelArg.type);
    expect(settings.map(({ metadata }) => metadata.annotations)).toEqual([{}, {}]);
    expect(await state.find(types.Cluster, 'demo')).toBeUndefined();
  });

  it('is empty for a cluster that does not exist', async () => {
    expect(isPlanEmpty(await planDelete('nope', new MemoryState()))).toBe(true);
  });
});

/** Omni removes the nodes of a machine set that is gone. */
function withoutOrphans(resources: readonly Resource[]): Resource[] {
  const ids = new Set(resources.map(({ metadata }) => metadata.id));
  return resources.filter(({ metadata }) => {
    const set = metadata.labels[LABELS.machineSet];
    return set === undefined || ids.has(set);
  });
}

/** The beginning of a zstd frame that names a dictionary nobody here has. */
function frameWithDictionary(): Uint8Array {
  return Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x23, 0x39, 0x30, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00);
}
