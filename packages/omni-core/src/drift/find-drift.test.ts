import { describe, expect, it } from 'vitest';
import { LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { renderTemplate } from '../templates/render-template.ts';
import { clusterNameOf, type Template } from '../templates/template.ts';
import { machineId } from '../templates/testing/sample-templates.ts';
import { memoryFiles } from '../testing/memory-files.ts';
import { MemoryState, type StateCall } from '../testing/memory-state.ts';
import { ClusterStatusSpec, TalosUpgradeStatusSpec } from '../wire/gen/specs.ts';
import { driftSummary, isDriftFree } from './drift-report.ts';
import { findDrift } from './find-drift.ts';
import { DRIFT_NOISE } from './noise-rules.ts';

const SECRET = 'canary-registry-password';
const DAY_1 = new Date('2026-03-01T06:00:00Z');
const DAY_2 = new Date('2026-03-02T06:00:00Z');

interface Written {
  readonly talos?: string;
  readonly password?: string;
  readonly workers?: boolean;
}

/** A template of a cluster with a number, and machines of its own. */
async function template(number: number, { talos = 'v1.11.3', password = SECRET, workers = true }: Written = {}) {
  const patch = { machine: { registries: { config: { 'ghcr.io': { auth: { password } } } } } };
  const documents = [
    {
      kind: 'Cluster',
      name: `c${number}`,
      kubernetes: { version: 'v1.34.1' },
      talos: { version: talos },
      patches: [{ name: 'registry', inline: patch }],
    },
    { kind: 'ControlPlane', machines: [machineId(10 * number + 1)] },
    ...(workers ? [{ kind: 'Workers', machines: [machineId(10 * number + 2)] }] : []),
  ];
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n');
  return await loadTemplate(text, { files: memoryFiles({}), target: 'next' });
}

function stateOf(templates: readonly Template[], more: readonly Resource[] = [], asked: StateCall[] = []): MemoryState {
  const ready = templates.map((one) =>
    newResource(types.ClusterStatus, {
      id: clusterNameOf(one),
      spec: { phase: ClusterStatusSpec.Phase.RUNNING, ready: true },
    }),
  );
  const resources = [...templates.flatMap((one) => renderTemplate(one)), ...(ready as Resource[]), ...more];
  return new MemoryState({ resources, intercept: (call) => void asked.push(call) });
}

const source = (applied: Template | undefined, head: Template | 'deleted' | undefined, name = 'a.yaml') => ({
  name,
  applied,
  head,
});

async function classes(
  sources: Parameters<typeof findDrift>[0],
  state: MemoryState,
  options: Parameters<typeof findDrift>[2] = {},
): Promise<string[]> {
  const { clusters } = await findDrift(sources, state, options);
  return clusters.flatMap(({ findings }) =>
    findings.map(
      ({ class: name, resource, against }) =>
        `${name} ${resource.replace(/\..*\(default\//, ' ')} ${against.join('+')}`,
    ),
  );
}

describe('findDrift', () => {
  it('finds nothing where nothing drifted', async () => {
    const one = await template(1);

    const report = await findDrift([source(one, one)], stateOf([one]), { title: 'fleet', now: DAY_1 });

    expect(isDriftFree(report)).toBe(true);
    expect(driftSummary(report)).toBe('no drift in 1 cluster');
    expect(report).toMatchObject({ title: 'fleet', at: '2026-03-01T06:00:00.000Z', summary: { ignored: 0 } });
  });

  it('tells what is missing, changed, extra and of another version', async () => {
    const one = await template(1);
    const state = stateOf([one]);
    await state.teardownAndDestroy(types.MachineSetNode, machineId(12));
    await state.modify(types.Cluster, 'c1', (draft) => {
      draft.spec.talosVersion = '1.10.0';
      draft.spec.features = { ...draft.spec.features, enableWorkloadProxy: true } as typeof draft.spec.features;
    });
    await state.create(newResource(types.ConfigPatch, { id: '900-by-hand', labels: { [LABELS.cluster]: 'c1' } }));

    expect(await classes([source(one, one)], state)).toEqual([
      `missing MachineSetNodes ${machineId(12)}) applied+head`,
      'changed Clusters c1) applied+head',
      'extra ConfigPatches 900-by-hand) applied+head',
      'version Clusters c1) applied+head',
    ]);
  });

  it('shows differences from Git to Omni, and no secret', async () => {
    const one = await template(1);
    const state = stateOf([one]);
    const [patch] = await state.list(types.ConfigPatch);
    await state.modify(types.ConfigPatch, patch?.metadata.id ?? '', (draft) => {
      draft.spec.data = draft.spec.data.replace(SECRET, 'canary-by-hand');
    });

    const report = await findDrift([source(one, one)], state);

    const [finding] = report.clusters[0]?.findings ?? [];
    expect(finding).toMatchObject({
      class: 'changed',
      fields: [
        {
          path: 'spec.data[0].machine.registries.config["ghcr.io"].auth.password',
          git: expect.stringMatching(/^«redacted:/),
          omni: expect.stringMatching(/^«redacted:/),
        },
      ],
      diff: expect.stringMatching(/-\s+password: «redacted:\w+»\n\+\s+password: «redacted:\w+»/),
    });
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  it('tells what drifted from what is not applied yet', async () => {
    const [applied, head] = [await template(1), await template(1, { talos: 'v1.11.5', workers: false })];
    const state = stateOf([applied]);
    await state.create(newResource(types.ConfigPatch, { id: '900-by-hand', labels: { [LABELS.cluster]: 'c1' } }));

    expect(await classes([source(applied, head)], state)).toEqual([
      'extra ConfigPatches 900-by-hand) applied+head',
      'pending Clusters c1) head',
      `pending MachineSetNodes ${machineId(12)}) head`,
      'pending MachineSets c1-workers) head',
    ]);
  });

  it('tells both when somebody changed what the head changes too', async () => {
    const [applied, head] = [await template(1), await template(1, { talos: 'v1.11.5' })];
    const state = stateOf([applied]);
    await state.modify(types.Cluster, 'c1', (draft) => {
      draft.spec.talosVersion = '1.11.4';
    });

    expect(await classes([source(applied, head)], state)).toEqual([
      'version Clusters c1) applied+head',
      'pending Clusters c1) head',
    ]);
    await state.modify(types.Cluster, 'c1', (draft) => {
      draft.spec.talosVersion = '1.11.5';
    });
    expect(await classes([source(applied, head)], state)).toEqual(['version Clusters c1) applied']);
  });

  it('takes a cluster that is missing as a whole for one finding', async () => {
    const one = await template(1);

    expect(await classes([source(undefined, one)], new MemoryState())).toEqual(['missing Clusters c1) head']);
  });

  it('names clusters whose template is gone, and those that never had one', async () => {
    const [one, two] = [await template(1), await template(2)];
    const state = stateOf([one, two]);

    expect(await classes([source(one, 'deleted')], state, { scope: (name) => name !== 'other' })).toEqual([
      'pending Clusters c1) head',
      'extra Clusters c2) head',
    ]);
    expect(await classes([source(one, one)], state)).toEqual([]);
  });

  it('keeps the time something was seen first, also while it was noise', async () => {
    const one = await template(1);
    const state = stateOf([one]);
    await state.modify(types.Cluster, 'c1', (draft) => {
      draft.spec.talosVersion = '1.10.0';
    });
    const settling = [{ id: 'settling', because: 'a test', youngerThanMs: 3_600_000 }];
    const first = await findDrift([source(one, one)], state, { now: DAY_1, noise: settling });
    await state.create(newResource(types.ConfigPatch, { id: '900-by-hand', labels: { [LABELS.cluster]: 'c1' } }));

    const second = await findDrift([source(one, one)], state, { now: DAY_2, previous: first, noise: [] });

    expect(first.summary).toMatchObject({ drifted: 0, ignored: 1 });
    expect(second.clusters[0]?.findings.map((finding) => [finding.class, finding.firstSeen])).toEqual([
      ['extra', DAY_2.toISOString()],
      ['version', DAY_1.toISOString()],
    ]);
  });

  it('takes marks of others and other formatting for noise, and says so', async () => {
    const one = await template(1);
    const state = stateOf([one]);
    const [patch] = await state.list(types.ConfigPatch);
    await state.modify(types.ConfigPatch, patch?.metadata.id ?? '', (draft) => {
      draft.spec.data = `# kept\n${draft.spec.data}`;
    });
    await state.modify(types.Cluster, 'c1', (draft) => {
      draft.annotations['omni.sidero.dev/cluster-locked'] = '';
    });

    const report = await findDrift([source(one, one)], state);

    expect(report.clusters[0]?.ignored.map(({ rule }) => rule).toSorted()).toEqual([
      'foreign-marks',
      'formatting',
      'informational',
    ]);
    expect(isDriftFree(report)).toBe(true);
    expect(await classes([source(one, one)], state, { noise: [] })).toHaveLength(3);
  });

  it('leaves out fields that a rule takes for noise', async () => {
    const one = await template(1);
    const state = stateOf([one]);
    await state.modify(types.MachineSet, 'c1-workers', (draft) => {
      draft.spec.updateStrategy = 0;
      draft.labels['owner'] = 'by hand';
    });
    const noise = [...DRIFT_NOISE, { id: 'strategies', because: 'ours', types: ['MachineSets.*'], paths: ['spec.*'] }];

    const { clusters } = await findDrift([source(one, one)], state, { noise, strict: true });

    expect(clusters[0]?.findings.map(({ fields }) => fields.map(({ path }) => path))).toEqual([
      ['metadata.labels.owner'],
    ]);
    expect(clusters[0]?.ignored).toMatchObject([{ rule: 'strategies', path: 'spec.updatestrategy' }]);
  });

  it('tells health, what is on its way, and machines that are behind', async () => {
    const one = await template(1);
    const labels = { [LABELS.cluster]: 'c1' };
    const state = stateOf([one], [
      newResource(types.ClusterStatus, { id: 'c1', spec: { phase: ClusterStatusSpec.Phase.RUNNING } }),
      newResource(types.MachineStatus, { id: machineId(12), labels, spec: { talosVersion: 'v1.10.0' } }),
      newResource(types.KubernetesStatus, {
        id: 'c1',
        spec: { nodes: [{ nodename: 'n', kubeletVersion: 'v1.33.0', ready: true }] },
      }),
      newResource(types.MachinePendingUpdate, { id: machineId(12), labels }),
    ] as Resource[]);

    const found = await classes([source(one, one)], state);

    expect(found).toContain('health ClusterStatuses c1) ');
    expect(found).toContain(`version MachineStatuses ${machineId(12)}) `);
    expect(found).toContain('version KubernetesStatuses c1) ');
    expect(await classes([source(one, one)], state, { health: false })).toEqual([]);
  });

  it('does not count machines behind while they are being upgraded', async () => {
    const one = await template(1);
    const state = stateOf([one], [
      newResource(types.ClusterStatus, { id: 'c1', spec: { phase: ClusterStatusSpec.Phase.RUNNING } }),
      newResource(types.TalosUpgradeStatus, { id: 'c1', spec: { phase: TalosUpgradeStatusSpec.Phase.Upgrading } }),
      newResource(types.MachineStatus, {
        id: machineId(12),
        labels: { [LABELS.cluster]: 'c1' },
        spec: { talosVersion: 'v1.10.0' },
      }),
    ] as Resource[]);

    expect(await classes([source(one, one)], state)).toEqual(['pending TalosUpgradeStatuses c1) ']);
  });

  it('reports what cannot be compared, without its values, and goes on', async () => {
    const [one, two] = [await template(1), await template(2)];
    const broken = await loadTemplate('kind: Cluster\nname: b\npatches: [{inline: {a: canary}}]', {
      files: memoryFiles({}),
    });
    const failure = { code: 'template_invalid', message: 'no such file' };

    const report = await findDrift(
      [source(one, one), source(two, two), source(undefined, broken, 'b.yaml'), { name: 'gone.yaml', failure }],
      stateOf([one]),
      { scope: () => true },
    );

    expect(driftSummary(report)).toBe('1 missing in 1 of 2 clusters; 2 not compared');
    expect(report.clusters.flatMap((cluster) => cluster.failure?.code ?? [])).toEqual([
      'template_invalid',
      'template_invalid',
    ]);
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  it('asks once for each type, however many clusters there are', async () => {
    const templates = await Promise.all(Array.from({ length: 15 }, (_, number) => template(number + 1)));
    const asked: StateCall[] = [];

    await findDrift(
      templates.map((one, number) => source(one, one, `${number}.yaml`)),
      stateOf(templates, [], asked),
    );

    expect(asked.map(({ method }) => method)).toEqual(asked.map(() => 'list'));
    expect(asked).toHaveLength(new Set(asked.map(({ type }) => type)).size);
  });
});
