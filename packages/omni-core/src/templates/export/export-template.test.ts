import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LABELS } from '../../resources/label-names.ts';
import { newResource } from '../../resources/new-resource.ts';
import { types } from '../../resources/registry.ts';
import { memoryFiles } from '../../testing/memory-files.ts';
import { MemoryState } from '../../testing/memory-state.ts';
import { MachineSetSpec } from '../../wire/gen/specs.ts';
import { loadTemplate } from '../load-template.ts';
import { planSync } from '../plan/plan-sync.ts';
import { renderTemplate } from '../render-template.ts';
import { isPlanEmpty } from '../sync/steps.ts';
import type { TemplateTarget } from '../target.ts';
import {
  machineId,
  type SampleDocument,
  sampleArbitrary,
  sampleDocuments,
  sampleTemplate,
} from '../testing/sample-templates.ts';
import { exportTemplate } from './export-template.ts';
import { printTemplate } from './print-template.ts';

async function synced(documents: readonly SampleDocument[], target: TemplateTarget = 'next'): Promise<MemoryState> {
  return new MemoryState({ resources: renderTemplate(await sampleTemplate(documents, target)) });
}

async function exported(state: MemoryState, target: TemplateTarget = 'next'): Promise<string> {
  return printTemplate(await exportTemplate('demo', state, { target, includeKernelArgs: true }));
}

describe('exportTemplate', () => {
  it.each(['1.10', 'next'] as const)('gives back a template that changes nothing when synced (%s)', async (target) => {
    await fc.assert(
      fc.asyncProperty(sampleArbitrary, async (documents) => {
        const state = await synced(documents, target);

        const template = await loadTemplate(await exported(state, target), { files: memoryFiles({}), target });

        expect(isPlanEmpty(await planSync(template, state))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps strategies, classes, restores, manifests and health checks', async () => {
    const [cluster = {}] = sampleDocuments({
      kubernetes: {
        version: 'v1.34.1',
        manifests: [{ name: 'ns', mode: 'one-time', inline: 'kind: Namespace\n' }],
        healthchecks: [{ name: 'smoke', job: 'kind: Job\n', interval: '90s' }],
      },
      features: { backupConfiguration: { interval: '2h' } },
    });
    const state = await synced([
      cluster,
      { kind: 'ControlPlane', machines: [machineId(1)], bootstrapSpec: { clusterUUID: 'u', snapshot: 's' } },
      {
        kind: 'Workers',
        name: 'pool',
        machineClass: { name: 'big', size: 'unlimited' },
        deleteStrategy: { type: 'Rolling', rolling: { maxParallelism: 2 } },
      },
    ]);

    const text = await exported(state);

    expect(text).toContain(
      '  manifests:\n    - inline: |\n        kind: Namespace\n      name: ns\n      mode: one-time\n',
    );
    expect(text).toContain(
      '    - idOverride: cluster-demo-smoke\n      job: |\n        kind: Job\n      interval: 1m30s\n',
    );
    expect(text).toContain('features:\n  backupConfiguration:\n    interval: 2h0m0s\n');
    expect(text).toContain('bootstrapSpec:\n  clusterUUID: u\n  snapshot: s\n');
    expect(text).toContain(
      'machineClass:\n  name: big\n  size: unlimited\ndeleteStrategy:\n  type: Rolling\n  rolling:\n    maxParallelism: 2\n',
    );
  });

  it('keeps a strategy that is given by its type alone', async () => {
    const [cluster = {}, controlPlane = {}] = sampleDocuments();
    const workers = { kind: 'Workers', updateStrategy: { type: 'Unset' }, deleteStrategy: { type: 'Rolling' } };
    const state = await synced([cluster, controlPlane, workers]);

    const text = await exported(state);

    expect(text).toContain('updateStrategy:\n  type: Unset\ndeleteStrategy:\n  type: Rolling\n');
    const template = await loadTemplate(text, { files: memoryFiles({}), target: 'next' });
    expect(isPlanEmpty(await planSync(template, state))).toBe(true);
  });

  it('writes the kernel arguments a template made, or all there are', async () => {
    const state = await synced(sampleDocuments());
    await state.create(newResource(types.KernelArg, { id: machineId(1), spec: { args: ['by-hand'] } }));
    const text = async (includeKernelArgs: boolean | 'managed') =>
      printTemplate(await exportTemplate('demo', state, { target: 'next', includeKernelArgs }));

    expect(await text(false)).not.toContain('kernelArgs');
    expect(await text('managed')).toContain('console=ttyS0');
    expect(await text('managed')).not.toContain('by-hand');
    expect(await text(true)).toContain('by-hand');
  });

  it('reads the class of an old set and refuses one without a role', async () => {
    const state = await synced(sampleDocuments());
    const labels = { [LABELS.cluster]: 'demo' };
    const machineClass = { name: 'old', machineCount: 3, allocationType: MachineSetSpec.MachineAllocation.Type.Static };
    await state.create(
      newResource(types.MachineSet, {
        id: 'demo-old',
        labels: { ...labels, [LABELS.workerRole]: '' },
        spec: { machineClass },
      }),
    );

    expect(await exported(state)).toContain('kind: Workers\nname: old\nmachineClass:\n  name: old\n  size: 3\n');
    await state.create(newResource(types.MachineSet, { id: 'demo-x', labels }));

    await expect(exported(state)).rejects.toMatchObject({
      code: 'template_invalid',
      message: 'machine set "demo-x" has no role label',
    });
  });
});
