import { describe, expect, it } from 'vitest';
import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import { newResource } from '../../resources/new-resource.ts';
import { types } from '../../resources/registry.ts';
import { MemoryState } from '../../testing/memory-state.ts';
import { renderTemplate } from '../render-template.ts';
import { machineId, type SampleDocument, sampleTemplate } from '../testing/sample-templates.ts';
import { applyPlan } from './apply-plan.ts';
import { GUARD_IDS, type GuardId } from './guard.ts';
import { GUARDS } from './guard-table.ts';
import { planDelete } from './plan-delete.ts';
import { PlanGuardedError } from './plan-errors.ts';
import { type PlanSyncOptions, planSync } from './plan-sync.ts';

interface Fleet {
  readonly talos?: string;
  readonly kubernetes?: string;
  /** Numbers of machines. */
  readonly controlPlanes?: readonly number[];
  readonly workers?: readonly number[];
  readonly classSize?: number;
  readonly patches?: number;
  readonly machine?: SampleDocument;
}

/** A cluster of three control plane machines and two workers, but for what is said. */
function fleet({
  talos = 'v1.11.3',
  kubernetes = 'v1.34.1',
  controlPlanes = [1, 2, 3],
  workers = [11, 12],
  classSize,
  patches = 0,
  machine,
}: Fleet = {}): SampleDocument[] {
  return [
    {
      kind: 'Cluster',
      name: 'demo',
      kubernetes: { version: kubernetes },
      talos: { version: talos },
      patches: Array.from({ length: patches }, (_, index) => ({
        name: `p${index}`,
        inline: { machine: { sysctls: { a: 'b' } } },
      })),
    },
    {
      kind: 'ControlPlane',
      ...(classSize === undefined
        ? { machines: controlPlanes.map(machineId) }
        : { machineClass: { name: 'cp', size: classSize } }),
    },
    { kind: 'Workers', machines: workers.map(machineId) },
    ...(machine === undefined ? [] : [{ kind: 'Machine', ...machine }]),
  ];
}

async function stateOf(documents: readonly SampleDocument[]): Promise<MemoryState> {
  return new MemoryState({ resources: renderTemplate(await sampleTemplate(documents)) });
}

async function lockedState(lock: 'cluster' | 'machine'): Promise<MemoryState> {
  const state = await stateOf(fleet());
  if (lock === 'cluster') {
    await state.modify(types.Cluster, 'demo', (draft) => {
      draft.annotations[ANNOTATIONS.clusterLocked] = '';
    });
  } else {
    await state.modify(types.MachineSetNode, machineId(11), (draft) => {
      draft.annotations[ANNOTATIONS.locked] = '';
    });
  }
  return state;
}

async function found(
  state: MemoryState,
  after: readonly SampleDocument[],
  options: PlanSyncOptions = {},
): Promise<GuardId[]> {
  const { guards } = await planSync(await sampleTemplate(after), state, options);
  return guards.map(({ id }) => id);
}

const node = (number: number) => `MachineSetNodes.omni.sidero.dev(default/${machineId(number)})`;
const CLUSTER = 'Clusters.omni.sidero.dev(default/demo)';

describe('a guard', () => {
  it.each([
    ['a lower Talos version', {}, { talos: 'v1.11.2' }, ['talos-downgrade']],
    ['a lower Kubernetes version', {}, { kubernetes: 'v1.33.9' }, ['kubernetes-downgrade']],
    ['both versions at once', {}, { talos: 'v1.11.4', kubernetes: 'v1.34.2' }, ['both-versions-changed']],
    ['a control plane of two', { controlPlanes: [1] }, { controlPlanes: [1, 2] }, ['even-control-planes']],
    [
      'a control plane machine that goes',
      {},
      { controlPlanes: [1, 2] },
      ['control-plane-removal', 'even-control-planes'],
    ],
    ['a control plane of a class that shrinks', { classSize: 5 }, { classSize: 3 }, ['control-plane-removal']],
    ['a majority that goes', {}, { controlPlanes: [1] }, ['quorum-loss', 'control-plane-removal']],
    ['every member exchanged at once', {}, { controlPlanes: [4, 5, 6] }, ['quorum-loss', 'control-plane-removal']],
    ['the last of the control plane', {}, { controlPlanes: [] }, ['last-control-plane', 'control-plane-removal']],
    [
      'no machine at all',
      {},
      { controlPlanes: [], workers: [] },
      ['last-control-plane', 'empty-template', 'mass-deletion', 'control-plane-removal'],
    ],
    ['more than ten deletions', { patches: 60 }, { patches: 49 }, ['mass-deletion']],
    ['more than half of everything', { patches: 10 }, { patches: 0, workers: [] }, ['mass-deletion']],
  ] as const satisfies readonly (readonly [string, Fleet, Fleet, readonly GuardId[]])[])(
    'stops %s',
    async (_what, before, after, guards) => {
      expect(await found(await stateOf(fleet(before)), fleet(after))).toEqual(guards);
    },
  );

  it.each([
    ['higher patch versions, one at a time', {}, { talos: 'v1.11.4' }],
    ['a worker more', {}, { workers: [11, 12, 13] }],
    ['a worker less', {}, { workers: [11] }],
    ['two control plane machines more', {}, { controlPlanes: [1, 2, 3, 4, 5] }],
    ['ten deletions among many', { patches: 60 }, { patches: 50 }],
    [
      'another patch in an even control plane that was even before',
      { controlPlanes: [1, 2] },
      { controlPlanes: [1, 2], patches: 1 },
    ],
  ] as const satisfies readonly (readonly [string, Fleet, Fleet])[])('lets %s pass', async (_what, before, after) => {
    expect(await found(await stateOf(fleet(before)), fleet(after))).toEqual([]);
  });

  it('counts deletions by the limit that is given', async () => {
    const state = await stateOf(fleet({ patches: 3 }));

    expect(await found(state, fleet(), { deletionLimit: { count: 2 } })).toEqual(['mass-deletion']);
    expect(await found(state, fleet(), { deletionLimit: { percent: 10 } })).toEqual(['mass-deletion']);
  });

  it('finds a new cluster with an even control plane, and nothing else in new clusters', async () => {
    expect(await found(new MemoryState(), fleet())).toEqual([]);
    expect(await found(new MemoryState(), fleet({ controlPlanes: [1, 2] }))).toEqual(['even-control-planes']);
  });

  it('finds a machine of another cluster', async () => {
    const taken = newResource(types.MachineSetNode, {
      id: machineId(11),
      labels: { [LABELS.cluster]: 'other', [LABELS.machineSet]: 'other-workers' },
    });

    const { guards } = await planSync(await sampleTemplate(fleet()), new MemoryState({ resources: [taken] }));

    expect(guards).toMatchObject([
      { id: 'foreign-resource', text: expect.stringContaining('other'), resources: [node(11)] },
    ]);
  });
});

describe('the guard of locked clusters', () => {
  it('stops every change, and what omnictl would do to the lock', async () => {
    const state = await lockedState('cluster');

    expect(await found(state, fleet({ patches: 1 }))).toEqual(['cluster-locked']);
    expect(await found(state, fleet(), { strict: true })).toEqual(['cluster-locked']);
    expect((await planDelete('demo', state)).guards.map(({ id }) => id)).toEqual(['cluster-locked']);
  });

  it('has nothing to stop where nothing changes, or while Omni imports the cluster', async () => {
    const state = await lockedState('cluster');
    expect(await found(state, fleet())).toEqual([]);

    await state.modify(types.Cluster, 'demo', (draft) => {
      draft.annotations[ANNOTATIONS.clusterImportInProgress] = '';
    });
    expect(await found(state, fleet({ patches: 1 }))).toEqual([]);
  });
});

describe('the guard of locked machines', () => {
  it.each([
    ['its removal', fleet({ workers: [12] }), {}],
    [
      'a patch of its own',
      fleet({ machine: { name: machineId(11), patches: [{ name: 'x', inline: { debug: true } }] } }),
      {},
    ],
    ['kernel arguments of its own', fleet({ machine: { name: machineId(11), kernelArgs: ['a'] } }), {}],
    ['losing the lock as with omnictl', fleet(), { strict: true }],
  ] as const)('stops %s', async (_what, after, options) => {
    expect(await found(await lockedState('machine'), after, options)).toEqual(['machine-locked']);
  });

  it('lets the template take a lock away that it names, and changes of the whole cluster wait', async () => {
    const state = await lockedState('machine');

    const unlocked = await planSync(
      await sampleTemplate(fleet({ machine: { name: machineId(11), locked: false } })),
      state,
    );
    const upgraded = await planSync(await sampleTemplate(fleet({ talos: 'v1.11.4' })), state);

    expect(unlocked.guards).toEqual([]);
    expect(unlocked.changes).toMatchObject([{ action: 'relabel', fields: [{ before: '' }] }]);
    expect(upgraded.guards).toEqual([]);
    expect(upgraded.impact.machines.filter(({ held }) => held).map(({ machine }) => machine)).toEqual([machineId(11)]);
  });
});

describe('the guard of what others changed', () => {
  const previous = fleet({ patches: 2 });
  const next = fleet({ patches: 1, kubernetes: 'v1.34.2' });

  async function foundSince(state: MemoryState, after: readonly SampleDocument[]) {
    const plan = await planSync(await sampleTemplate(after), state, { previous: await sampleTemplate(previous) });
    return plan.guards.filter(({ id }) => id === 'changed-since-sync');
  }

  it('is quiet when everything is as the last sync left it', async () => {
    expect(await foundSince(await stateOf(previous), next)).toEqual([]);
  });

  it.each([
    [
      'a changed version',
      (state: MemoryState) =>
        state.modify(types.Cluster, 'demo', (draft) => {
          draft.spec.kubernetesVersion = '1.34.9';
        }),
      CLUSTER,
    ],
    [
      'a removed patch that would come back',
      (state: MemoryState) => state.teardownAndDestroy(types.ConfigPatch, '200-cluster-demo-p0'),
      'ConfigPatches.omni.sidero.dev(default/200-cluster-demo-p0)',
    ],
    [
      'a patch that nobody put into the template',
      (state: MemoryState) =>
        state.create(newResource(types.ConfigPatch, { id: '500-by-hand', labels: { [LABELS.cluster]: 'demo' } })),
      'ConfigPatches.omni.sidero.dev(default/500-by-hand)',
    ],
  ])('finds %s', async (_what, change, resource) => {
    const state = await stateOf(previous);

    await change(state);

    expect(await foundSince(state, next)).toMatchObject([{ resources: [resource] }]);
  });

  it('does not mind marks, formats and resources the plan leaves alone', async () => {
    const state = await stateOf(previous);
    await state.modify(types.Cluster, 'demo', (draft) => {
      draft.labels['note'] = 'x';
    });
    await state.modify(types.ConfigPatch, '201-cluster-demo-p1', (draft) => {
      draft.spec.data = `# note\n${draft.spec.data}`;
    });
    await state.modify(types.MachineSet, 'demo-workers', (draft) => {
      draft.labels['note'] = 'x';
    });

    expect(await foundSince(state, next)).toEqual([]);
  });
});

describe('applying a plan that runs into guards', () => {
  it('refuses, names every guard that is not allowed, and writes nothing', async () => {
    const state = await stateOf(fleet());
    const plan = await planSync(await sampleTemplate(fleet({ controlPlanes: [1, 2], talos: 'v1.11.2' })), state);
    const before = state.snapshot();

    const refusal = await applyPlan(plan, state, { allow: ['even-control-planes'] }).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(PlanGuardedError);
    expect(refusal).toMatchObject({
      code: 'plan_guarded',
      findings: [
        { id: 'talos-downgrade', severity: 'danger', resources: [CLUSTER] },
        { id: 'control-plane-removal', severity: 'caution', resources: [node(3)] },
      ],
      hint: expect.stringContaining("allow: ['talos-downgrade', 'control-plane-removal']"),
      plan: { hash: plan.hash },
    });
    expect(state.snapshot()).toEqual(before);
  });

  it('goes on when every guard is allowed by name', async () => {
    const state = await stateOf(fleet());
    const plan = await planSync(await sampleTemplate(fleet({ controlPlanes: [1, 2] })), state);

    await applyPlan(plan, state, { allow: plan.guards.map(({ id }) => id) });

    expect(await state.find(types.MachineSetNode, machineId(3))).toBeUndefined();
  });

  it('knows every guard by one id', () => {
    expect(GUARDS.map(({ id }) => id)).toEqual(GUARD_IDS);
    expect(GUARDS.map(({ severity }) => severity)).toEqual(
      GUARDS.map(({ severity }) => severity)
        .toSorted()
        .toReversed(),
    );
  });
});
