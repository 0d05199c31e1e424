import { describe, expect, it } from 'vitest';
import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import { newResource } from '../../resources/new-resource.ts';
import { types } from '../../resources/registry.ts';
import { MemoryState } from '../../testing/memory-state.ts';
import { renderTemplate } from '../render-template.ts';
import { machineId, type SampleDocument, sampleTemplate } from '../testing/sample-templates.ts';
import { IMPACT_RULES } from './impact-rules.ts';
import type { ImpactKind } from './machine-impact.ts';
import type { Plan } from './plan.ts';
import { planSync } from './plan-sync.ts';

const CONTROL_PLANE = machineId(1);
const [WORKER, OTHER] = [machineId(11), machineId(12)];

interface Fleet {
  readonly cluster?: SampleDocument;
  readonly talos?: string;
  readonly kubernetes?: string;
  readonly controlPlane?: SampleDocument;
  readonly workers?: SampleDocument;
  readonly machines?: readonly SampleDocument[];
}

function fleet({
  cluster,
  talos = 'v1.13.2',
  kubernetes = 'v1.34.1',
  controlPlane,
  workers,
  machines = [],
}: Fleet = {}) {
  return [
    { kind: 'Cluster', name: 'demo', kubernetes: { version: kubernetes }, talos: { version: talos }, ...cluster },
    { kind: 'ControlPlane', machines: [CONTROL_PLANE], ...controlPlane },
    { kind: 'Workers', machines: [WORKER, OTHER], ...workers },
    ...machines.map((machine) => ({ kind: 'Machine', ...machine })),
  ];
}

async function planFromTo(before: Fleet, after: Fleet, state?: MemoryState): Promise<Plan> {
  const resources = renderTemplate(await sampleTemplate(fleet(before)));
  return await planSync(await sampleTemplate(fleet(after)), state ?? new MemoryState({ resources }));
}

function patch(inline: unknown, name = 'p'): SampleDocument {
  return { patches: [{ name, inline }] };
}

/** What happens to control plane, worker and other worker. */
function kindsOf({ impact }: Plan): (ImpactKind | undefined)[] {
  return [CONTROL_PLANE, WORKER, OTHER].map((id) => impact.machines.find(({ machine }) => machine === id)?.kind);
}

function ofWorker({ impact }: Plan) {
  return impact.machines.find(({ machine }) => machine === WORKER);
}

const ALL = (kind: ImpactKind) => [kind, kind, kind];
const files = { machine: { files: [{ path: '/etc/x', content: 'x', op: 'create' }] } };

describe('the impact on machines', () => {
  it.each([
    ['nothing', {}, {}, ALL('none'), undefined],
    ['another Talos version', {}, { talos: 'v1.13.3' }, ALL('upgrade'), 'talos-version'],
    ['another Kubernetes version', {}, { kubernetes: 'v1.34.2' }, ALL('config-apply'), 'kubernetes-version'],
    ['a label of the cluster', {}, { cluster: { labels: { a: 'b' } } }, ALL('none'), undefined],
    [
      'a patch Talos takes over while it runs',
      {},
      { cluster: patch({ machine: { sysctls: { a: 'b' } } }) },
      ALL('config-apply'),
      'patch-live',
    ],
    [
      'a patch of the cluster section',
      {},
      { cluster: patch({ cluster: { apiServer: { certSANs: ['x'] } } }) },
      ALL('config-apply'),
      'patch-live',
    ],
    ['a patch Talos reboots for', {}, { cluster: patch(files) }, ALL('reboot'), 'patch-reboot'],
    [
      'the same with a Talos that reboots for none',
      { talos: 'v1.14.0' },
      { talos: 'v1.14.0', cluster: patch(files) },
      ALL('config-apply'),
      'patch-live-since-1.14',
    ],
    [
      'a document of its own',
      {},
      { cluster: patch({ apiVersion: 'v1alpha1', kind: 'WatchdogTimerConfig', device: '/dev/watchdog0' }) },
      ALL('config-apply'),
      'config-document',
    ],
    ['a patch of one set', {}, { workers: patch(files) }, ['none', 'reboot', 'reboot'], 'patch-reboot'],
    [
      'a patch of one machine',
      {},
      { machines: [{ name: WORKER, ...patch(files) }] },
      ['none', 'reboot', 'none'],
      'patch-reboot',
    ],
    ['a patch that goes', { workers: patch(files) }, {}, ['none', 'reboot', 'reboot'], 'patch-reboot'],
    [
      'other extensions of the cluster',
      { cluster: { systemExtensions: ['a'] } },
      { cluster: { systemExtensions: ['a', 'b'] } },
      ALL('reinstall'),
      'extensions',
    ],
    [
      'extensions in another order',
      { cluster: { systemExtensions: ['a', 'b'] } },
      { cluster: { systemExtensions: ['b', 'a'] } },
      ALL('none'),
      undefined,
    ],
    [
      'kernel arguments of a set',
      { workers: { kernelArgs: ['a'] } },
      { workers: { kernelArgs: ['b'] } },
      ['none', 'reinstall', 'reinstall'],
      'kernel-args',
    ],
    [
      'a manifest and a health check',
      {},
      {
        cluster: {
          kubernetes: {
            version: 'v1.34.1',
            manifests: [{ name: 'm', mode: 'full', inline: 'a: b' }],
            healthchecks: [{ name: 'h', job: 'a: b' }],
          },
        },
      },
      ALL('none'),
      undefined,
    ],
    [
      'how many change at a time',
      {},
      { workers: { updateStrategy: { type: 'Rolling', rolling: { maxParallelism: 3 } } } },
      ALL('none'),
      undefined,
    ],
    [
      'another install disk',
      {},
      { machines: [{ name: WORKER, install: { disk: '/dev/sdb' } }] },
      ALL('none'),
      'install-disk',
    ],
    [
      'a feature of the cluster',
      {},
      { cluster: { features: { enableWorkloadProxy: true } } },
      ALL('config-apply'),
      'cluster-feature',
    ],
  ] as const satisfies readonly (readonly [string, Fleet, Fleet, readonly ImpactKind[], string | undefined])[])(
    'of %s',
    async (_what, before, after, kinds, rule) => {
      const plan = await planFromTo(before, after);

      expect(kindsOf(plan)).toEqual(kinds);
      expect(ofWorker(plan)?.reasons[0]?.rule).toBe(rule);
    },
  );

  it('is the worst of several, with every reason', async () => {
    const plan = await planFromTo({}, { talos: 'v1.13.3', kubernetes: 'v1.34.2', workers: patch(files) });

    expect(ofWorker(plan)?.reasons.map(({ kind }) => kind)).toEqual(['upgrade', 'reboot', 'config-apply']);
    expect(ofWorker(plan)).toMatchObject({
      kind: 'upgrade',
      certainty: 'certain',
      machineSet: 'demo-workers',
      role: 'worker',
    });
  });

  it('tells machines that join and leave', async () => {
    const plan = await planFromTo({ workers: { machines: [WORKER] } }, { workers: { machines: [OTHER] } });

    expect(kindsOf(plan)).toEqual(['none', 'removed', 'added']);
    expect(ofWorker(plan)?.reasons[0]?.text).toBe('It leaves demo-workers.');
  });

  it('goes by the most specific list of extensions', async () => {
    const own = { machines: [{ name: WORKER, systemExtensions: ['mine'] }] };

    const plan = await planFromTo(
      { ...own, cluster: { systemExtensions: ['a'] } },
      { ...own, cluster: { systemExtensions: ['b'] } },
    );

    expect(kindsOf(plan)).toEqual(['reinstall', 'none', 'reinstall']);
  });

  it('is guessed where only Omni knows', async () => {
    const extensions = await planFromTo({}, { cluster: { systemExtensions: ['a'] } });
    const kernelArgs = await planFromTo({}, { workers: { kernelArgs: ['a'] } });
    const overruled = await planFromTo(
      { machines: [{ name: WORKER, ...patch(files, 'own') }] },
      { machines: [{ name: WORKER, ...patch(files, 'own') }], workers: patch(files) },
    );

    expect(ofWorker(extensions)).toMatchObject({ kind: 'reinstall', certainty: 'guessed' });
    expect(ofWorker(kernelArgs)).toMatchObject({ kind: 'reinstall', certainty: 'guessed' });
    // Another patch sets the same and decides.
    expect(ofWorker(overruled)).toMatchObject({ kind: 'reboot', certainty: 'guessed' });
    expect(overruled.impact.machines.find(({ machine }) => machine === OTHER)).toMatchObject({ certainty: 'certain' });
  });

  it('does not count patches that somebody switched off', async () => {
    const state = new MemoryState({
      resources: renderTemplate(await sampleTemplate(fleet({ workers: patch(files) }))),
    });
    await state.modify(types.ConfigPatch, '400-demo-workers-p', (draft) => {
      draft.labels[LABELS.disabled] = '';
    });

    const plan = await planFromTo({}, { workers: patch({ machine: { files: [] } }) }, state);

    expect(plan.changes).toHaveLength(1);
    expect(kindsOf(plan)).toEqual(ALL('none'));
  });

  it('waits for locked machines, and says so', async () => {
    const state = new MemoryState({ resources: renderTemplate(await sampleTemplate(fleet())) });
    await state.modify(types.MachineSetNode, WORKER, (draft) => {
      draft.annotations[ANNOTATIONS.locked] = '';
    });

    const { impact } = await planFromTo({}, { talos: 'v1.13.3' }, state);

    expect(impact.machines.map(({ machine, held }) => [machine, held])).toContainEqual([WORKER, true]);
    expect(impact.rollout.flatMap(({ machines }) => machines)).not.toContain(WORKER);
  });

  it('knows machines that Omni took from a class, and how many are asked for', async () => {
    const sized = (size: number): Fleet => ({ workers: { machines: undefined, machineClass: { name: 'gpu', size } } });
    const taken = newResource(types.MachineSetNode, {
      id: WORKER,
      labels: {
        [LABELS.cluster]: 'demo',
        [LABELS.machineSet]: 'demo-workers',
        [LABELS.workerRole]: '',
        [LABELS.managedByNodeController]: '',
      },
    });
    const resources = [...renderTemplate(await sampleTemplate(fleet(sized(1)))), taken];

    const grown = await planFromTo({}, { ...sized(3), talos: 'v1.13.3' }, new MemoryState({ resources }));
    const named = await planFromTo({}, { workers: { machines: [OTHER] } }, new MemoryState({ resources }));

    expect(ofWorker(grown)?.kind).toBe('upgrade');
    expect(grown.impact.allocations).toEqual([{ machineSet: 'demo-workers', before: '1 of gpu', after: '3 of gpu' }]);
    expect(ofWorker(named)?.kind).toBe('removed');
  });

  it('says of a machine that shall change its set that Omni refuses that', async () => {
    const plan = await planFromTo(
      {},
      { controlPlane: { machines: [CONTROL_PLANE, WORKER, machineId(2)] }, workers: { machines: [OTHER] } },
    );

    expect(ofWorker(plan)?.reasons[0]).toMatchObject({ rule: 'machine-moved', certainty: 'guessed' });
  });

  it('names for every reason a rule that says where it comes from', async () => {
    const plan = await planFromTo(
      { workers: { machines: [WORKER] } },
      { talos: 'v1.13.3', kubernetes: 'v1.34.2', cluster: patch(files) },
    );

    const rules = new Map(IMPACT_RULES.map((rule) => [rule.id, rule]));
    const used = [...plan.impact.machines.flatMap(({ reasons }) => reasons), ...plan.impact.rollout].map(
      ({ rule }) => rule,
    );
    expect(used.length).toBeGreaterThan(5);
    for (const rule of used) expect(rules.get(rule)?.source).toMatch(/Omni|Talos/);
  });
});

describe('the rollout', () => {
  it('upgrades Talos on control planes first, each set as its strategy says', async () => {
    const strategies = {
      workers: { upgradeStrategy: { type: 'Rolling', rolling: { maxParallelism: 2 } } },
    };

    const { impact } = await planFromTo(strategies, { ...strategies, talos: 'v1.13.3' });

    expect(impact.rollout).toMatchObject([
      { operation: 'talos', order: 1, machineSet: 'demo-control-planes', machines: [CONTROL_PLANE], parallel: 1 },
      { operation: 'talos', order: 2, machineSet: 'demo-workers', machines: [WORKER, OTHER], parallel: 2 },
    ]);
  });

  it('upgrades Kubernetes one step at a time: the control plane, then all kubelets', async () => {
    const { impact } = await planFromTo({}, { kubernetes: 'v1.34.2' });

    expect(
      impact.rollout.map(({ operation, order, machineSet, parallel }) => [operation, order, machineSet, parallel]),
    ).toEqual([
      ['kubernetes', 1, 'demo-control-planes', 1],
      ['kubernetes', 2, 'demo-control-planes', 1],
      ['kubernetes', 2, 'demo-workers', 1],
    ]);
  });

  it('changes configurations set by set, and lets workers go as their strategy says', async () => {
    const strategies = {
      updateStrategy: { type: 'Rolling', rolling: { maxParallelism: 5 } },
      deleteStrategy: { type: 'Rolling', rolling: { maxParallelism: 3 } },
    };

    const { impact } = await planFromTo(
      { workers: strategies },
      { workers: { ...strategies, machines: [WORKER] }, cluster: patch(files) },
    );

    expect(impact.rollout).toMatchObject([
      { operation: 'config', machineSet: 'demo-control-planes', parallel: 1 },
      { operation: 'config', machineSet: 'demo-workers', parallel: 5, machines: [WORKER] },
      { operation: 'removal', machineSet: 'demo-workers', parallel: 3, machines: [OTHER] },
    ]);
  });
});
