import { describe, expect, it } from 'vitest';
import { AccessError } from '../errors/call-errors.ts';
import { types } from '../resources/registry.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { planSync } from '../templates/plan/plan-sync.ts';
import { renderTemplate } from '../templates/render-template.ts';
import type { Template } from '../templates/template.ts';
import { Templates } from '../templates/templates.ts';
import { machineId } from '../templates/testing/sample-templates.ts';
import { memoryFiles } from '../testing/memory-files.ts';
import { MemoryState, type StateCall } from '../testing/memory-state.ts';
import { Fleet } from './fleet.ts';
import { printFleetPlan } from './print-fleet-plan.ts';

const KEY = new Uint8Array(32).fill(7);
const NOW = new Date('2026-01-02T03:04:05Z');
const CLUSTERS = 12;

function templateText(number: number, version = 'v1.34.1', patch = 'a'): string {
  const machine = (index: number) => machineId(number * 10 + index);
  return [
    `kind: Cluster\nname: cluster-${number}\nkubernetes: {version: ${version}}\ntalos: {version: v1.11.3}\nkernelArgs: [quiet]\n`,
    `kind: ControlPlane\nmachines: ["${machine(1)}"]\npatches: [{name: p, inline: {machine: {env: {A: "${patch}"}}}}]\n`,
    `kind: Workers\nmachines: ["${machine(2)}", "${machine(3)}"]\n`,
  ].join('---\n');
}

const load = (text: string): Promise<Template> => loadTemplate(text, { files: memoryFiles({}), target: 'next' });

async function fleet(change: (number: number) => Partial<Record<'version' | 'patch', string>> = () => ({})) {
  const numbers = Array.from({ length: CLUSTERS }, (_, number) => number);
  return await Promise.all(
    numbers.map(async (number) => {
      const { version, patch } = change(number);
      return { name: `clusters/${number}.yaml`, template: await load(templateText(number, version, patch)) };
    }),
  );
}

async function stateOf(intercept: (call: StateCall) => void = () => {}): Promise<MemoryState> {
  const templates = await fleet();
  return new MemoryState({ resources: templates.flatMap(({ template }) => renderTemplate(template)), intercept });
}

describe('planning a fleet', () => {
  it('plans every cluster as it is planned alone', async () => {
    const state = await stateOf();
    await state.teardownAndDestroy(types.KernelArg, machineId(21));
    const templates = await fleet((number) => (number % 3 === 0 ? { version: 'v1.34.2', patch: 'b' } : {}));
    const options = { fingerprintKey: KEY, now: NOW };

    const plan = await new Fleet(state, { fingerprintKey: KEY }).plan(templates, { now: NOW });

    const alone = await Promise.all(templates.map(({ template }) => planSync(template, state, options)));
    expect(JSON.parse(JSON.stringify(plan.clusters.map((one) => one.plan)))).toEqual(JSON.parse(JSON.stringify(alone)));
    expect(plan.summary).toEqual({ clusters: 12, changed: 5, unchanged: 7, guarded: 0, failed: 0 });
    expect(plan.diff()).toBe(alone.map((one) => one.diff()).join(''));
  });

  it('asks once for each type, however many clusters there are', async () => {
    const asked: StateCall[] = [];
    const state = await stateOf((call) => void asked.push(call));

    const plan = await new Fleet(state).plan(await fleet());

    expect(plan.summary).toMatchObject({ changed: 0, unchanged: CLUSTERS });
    expect(asked.map(({ method }) => method)).toEqual(asked.map(() => 'list'));
    expect(asked).toHaveLength(new Set(asked.map(({ type }) => type)).size);
  });

  it('applies one of its plans', async () => {
    const state = await stateOf();
    const templates = await fleet((number) => (number === 4 ? { version: 'v1.34.2' } : {}));

    const { clusters } = await new Fleet(state).plan(templates);
    for (const { plan } of clusters) if (plan !== undefined) await new Templates(state).apply(plan);

    expect((await new Fleet(state).plan(templates)).summary.changed).toBe(0);
    expect((await state.get(types.Cluster, 'cluster-4')).spec.kubernetesVersion).toBe('1.34.2');
  });

  it('keeps what is wrong with one cluster to that cluster, without its values', async () => {
    const broken = await load(
      'kind: Cluster\nname: broken\ntalos: {version: v1.11.3}\npatches: [{inline: {a: canary}}]\n',
    );

    const plan = await new Fleet(await stateOf()).plan([{ name: 'broken.yaml', template: broken }, ...(await fleet())]);

    expect(plan.summary).toMatchObject({ clusters: CLUSTERS + 1, unchanged: CLUSTERS, failed: 1 });
    expect(plan.clusters[0]).toMatchObject({ name: 'broken.yaml', failure: { code: 'template_invalid' } });
    expect(JSON.stringify(plan)).not.toContain('canary');
  });

  it('refuses clusters and machines that two templates claim, and only those', async () => {
    const [first, second, ...others] = await fleet();
    if (first === undefined || second === undefined) throw new TypeError('the fleet is too small');
    const twin = { name: 'twin.yaml', template: first.template };
    const thief = { name: 'thief.yaml', template: await load(templateText(1).replace('cluster-1', 'thief')) };

    const plan = await new Fleet(await stateOf()).plan([first, twin, second, thief, ...others]);

    const failures = plan.clusters.map(({ failure }) => failure?.message).filter((message) => message !== undefined);
    expect(failures).toHaveLength(4);
    expect(failures[0]).toContain('cluster cluster-0 is also claimed by twin.yaml; machine ');
    expect(failures[2]).toBe(
      [1, 2, 3].map((index) => `machine ${machineId(10 + index)} is also claimed by thief.yaml`).join('; '),
    );
    expect(plan.summary.failed).toBe(4);
  });

  it('reads cluster by cluster when the key may not list across them', async () => {
    const state = await stateOf();
    const list = state.list.bind(state);
    state.list = async (type, options) => {
      const labels = options?.labels?.flat() ?? [];
      if (labels.some(({ op }) => op === 'in')) throw new AccessError('only some clusters');
      return await list(type, options);
    };

    const plan = await new Fleet(state).plan(await fleet());

    expect(plan.summary).toMatchObject({ unchanged: CLUSTERS, failed: 0 });
  });

  it('makes one report of all, whatever the names are', async () => {
    const templates = await fleet((number) => (number === 2 ? { version: 'v1.33.0' } : {}));
    const [first, ...others] = templates;
    if (first === undefined) throw new TypeError('the fleet is too small');

    const report = printFleetPlan(
      await new Fleet(await stateOf()).plan([{ ...first, name: 'a|b`<script>*.yaml' }, ...others]),
    );

    expect(report).toContain('# Plan of 12 clusters: 1 change, 1 guarded, 0 not planned\n');
    expect(report).toContain('| `cluster-2` | clusters/2.yaml | 1 update, stopped by kubernetes-downgrade |');
    expect(report).toContain('a\\|b\\`\\<script\\>\\*.yaml');
    expect(report).toContain('- update `Clusters.omni.sidero.dev(default/cluster-2)`: `spec.kubernetesversion`');
  });
});
