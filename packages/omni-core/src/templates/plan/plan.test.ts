import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import { withMetadata } from '../../resources/stored-resource.ts';
import type { ListOptions } from '../../state/state.ts';
import { MemoryState } from '../../testing/memory-state.ts';
import { renderTemplate } from '../render-template.ts';
import {
  machineId,
  type SampleDocument,
  sampleArbitrary,
  sampleDocuments,
  sampleTemplate,
} from '../testing/sample-templates.ts';
import { planDelete } from './plan-delete.ts';
import { hashOf } from './plan-hash.ts';
import { planSync } from './plan-sync.ts';
import type { PlannedChange } from './planned-change.ts';
import { printReview } from './print-review.ts';

const CANARY = 'canary-7b1f93';
const KEY = new Uint8Array(32).fill(7);

async function stateOf(documents: readonly SampleDocument[]): Promise<MemoryState> {
  return new MemoryState({ resources: renderTemplate(await sampleTemplate(documents)) });
}

async function planFromTo(before: readonly SampleDocument[], after: readonly SampleDocument[]) {
  return await planSync(await sampleTemplate(after), await stateOf(before), { fingerprintKey: KEY });
}

function withPatch(inline: unknown, rest: SampleDocument = {}): SampleDocument[] {
  return sampleDocuments({ patches: [{ name: 'dns', inline }], ...rest });
}

function registry(password: string) {
  return { machine: { registries: { config: { 'ghcr.io': { auth: { password } } } } } };
}

function changeOfType(changes: readonly PlannedChange[], type: { readonly type: string }): PlannedChange | undefined {
  return changes.find((change) => change.type === type.type);
}

describe('the hash of a plan', () => {
  it('is the same for the same template and the same contents, however they were read', async () => {
    await fc.assert(
      fc.asyncProperty(sampleArbitrary, sampleArbitrary, fc.infiniteStream(fc.nat()), async (before, after, order) => {
        const template = await sampleTemplate(after);
        const resources = renderTemplate(await sampleTemplate(before));
        const shuffled = new ShuffledState(resources, order);

        const [one, other] = [
          await planSync(template, new MemoryState({ resources }), { fingerprintKey: KEY }),
          await planSync(template, shuffled, { fingerprintKey: KEY }),
        ];

        expect(other.hash).toBe(one.hash);
        expect(JSON.stringify(other)).toBe(JSON.stringify(one));
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('survives JSON, in whatever format', async () => {
    const plan = await planFromTo(sampleDocuments(), withPatch({ machine: { sysctls: { a: 'b' } } }));

    const read = JSON.parse(JSON.stringify(plan, undefined, 3));

    expect(hashOf(read)).toBe(plan.hash);
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not change when only versions, times and finalizers did', async () => {
    const template = await sampleTemplate(withPatch({ machine: { sysctls: { a: 'b' } } }));
    const state = await stateOf(sampleDocuments());
    const before = await planSync(template, state, { fingerprintKey: KEY });

    await state.modify(types.ConfigPatch, '200-cluster-demo-dns', (draft) => {
      draft.finalizers.push('Controller');
    });

    const after = await planSync(template, state, { fingerprintKey: KEY });
    expect(after.hash).toBe(before.hash);
    expect(after.live).not.toEqual(before.live);
  });

  it('changes with every content it relies on, secrets included', async () => {
    const plans = await Promise.all(
      ['one', 'two'].map((password) => planFromTo(withPatch(registry(password)), withPatch(registry('wanted')))),
    );

    expect(plans[0]?.hash).not.toBe(plans[1]?.hash);
  });

  it('is of another key with another key', async () => {
    const template = await sampleTemplate();
    const state = new MemoryState();

    const [one, other] = [
      await planSync(template, state, { fingerprintKey: KEY }),
      await planSync(template, state, { fingerprintKey: new Uint8Array(32).fill(8) }),
    ];

    expect(other.fingerprintKey).not.toBe(one.fingerprintKey);
    expect(other.hash).not.toBe(one.hash);
    await expect(planSync(template, state, { fingerprintKey: new Uint8Array(3) })).rejects.toThrow(RangeError);
  });
});

describe('what a plan says about a change', () => {
  it('names new, changed and lost fields of a patch by their place, not by their lines', async () => {
    const plan = await planFromTo(
      withPatch({ machine: { sysctls: { 'vm.swappiness': '10', gone: 'x' }, network: { nameservers: ['1.1.1.1'] } } }),
      withPatch({ machine: { sysctls: { 'vm.swappiness': '20', fresh: 'y' }, network: { nameservers: ['9.9.9.9'] } } }),
    );

    expect(changeOfType(plan.changes, types.ConfigPatch)).toMatchObject({
      action: 'update',
      carriedOutBy: 'apply',
      comparison: { meaning: 'different', bytes: 'different' },
      fields: [
        { path: 'spec.data[0].machine.network.nameservers', before: ['1.1.1.1'], after: ['9.9.9.9'] },
        { path: 'spec.data[0].machine.sysctls.fresh', after: 'y' },
        { path: 'spec.data[0].machine.sysctls.gone', before: 'x' },
        { path: 'spec.data[0].machine.sysctls["vm.swappiness"]', before: '10', after: '20' },
      ],
    });
  });

  it('calls a patch that is only written differently reformatted, which no machine notices', async () => {
    const plan = await planFromTo(
      withPatch('machine:\n  # why\n  sysctls: {b: "2", a: "1"}\n'),
      withPatch('machine:\n    sysctls:\n        a: "1"\n        b: "2"\n'),
    );

    expect(plan.changes).toMatchObject([
      { action: 'reformat', comparison: { meaning: 'same', bytes: 'different' }, fields: [] },
    ]);
    expect(plan.impact.machines.map(({ kind }) => kind)).toEqual(['none', 'none', 'none']);
    expect(plan.updates).toHaveLength(1);
  });

  it('calls a change of labels and annotations alone a relabelling', async () => {
    const plan = await planFromTo(
      sampleDocuments({ labels: { a: '1' } }),
      sampleDocuments({ labels: { a: '2', 'b/c': '' } }),
    );

    expect(plan.changes).toMatchObject([
      {
        action: 'relabel',
        type: types.Cluster.type,
        fields: [
          { path: 'metadata.labels.a', before: '1', after: '2' },
          { path: 'metadata.labels["b/c"]', after: '' },
        ],
      },
    ]);
    expect(plan.summary).toMatchObject({ relabel: 1, update: 0, unchanged: 8 });
  });

  it('tells creations by what they bring, and removals that go by themselves from those it sends', async () => {
    const [cluster = {}, controlPlane = {}] = sampleDocuments();
    const extra = { kind: 'Workers', name: 'gpu', machines: [machineId(30)] };

    const grown = await planFromTo(sampleDocuments(), [...sampleDocuments(), extra]);
    const shrunk = await planFromTo(
      [...sampleDocuments(), extra],
      [cluster, controlPlane, ...sampleDocuments().slice(2)],
    );

    expect(grown.changes.map(({ action, id, phase }) => [action, id, phase])).toEqual([
      ['create', 'demo-gpu', 0],
      ['create', machineId(30), 0],
    ]);
    expect(changeOfType(grown.changes, types.MachineSet)?.fields).toContainEqual({
      path: 'spec.updatestrategy',
      after: 1,
    });
    expect(shrunk.changes.map(({ action, id, carriedOutBy }) => [action, id, carriedOutBy])).toEqual([
      ['delete', 'demo-gpu', 'apply'],
      ['delete', machineId(30), 'omni'],
    ]);
  });

  it('orders creations and updates by rank, removals by phase, and equals by id', async () => {
    await fc.assert(
      fc.asyncProperty(sampleArbitrary, sampleArbitrary, async (before, after) => {
        const { changes, creates, updates, destroyPhases } = await planFromTo(before, after);

        const order = changes.map(({ phase, action, rank, resource }) => [
          phase,
          action === 'create' ? 0 : 1,
          rank,
          resource,
        ]);
        const sent = changes.filter(({ carriedOutBy }) => carriedOutBy === 'apply');
        expect(order).toEqual(order.toSorted(compareTuples));
        expect(sent).toHaveLength(creates.length + updates.length + destroyPhases.flat().length);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('secrets in a plan', () => {
  const secretive = (secret: string): SampleDocument[] => [
    {
      ...sampleDocuments()[0],
      patches: [
        {
          name: 'all',
          inline: {
            machine: {
              env: { PROXY: `${CANARY}-${secret}` },
              files: [{ path: '/x', content: `${CANARY}-${secret}` }],
              registries: { config: { 'ghcr.io': { auth: { password: `${CANARY}-${secret}` } } } },
              sysctls: { visible: 'yes' },
            },
          },
        },
        {
          name: 'document',
          inline: `apiVersion: v1alpha1\nkind: ExtensionServiceConfig\nname: x\nenvironment: [KEY=${CANARY}-${secret}]\n`,
        },
      ],
      kubernetes: {
        version: 'v1.34.1',
        manifests: [
          {
            name: 'secret',
            mode: 'full',
            inline: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, data: { a: `${CANARY}-${secret}` } },
          },
        ],
      },
    },
    { kind: 'ControlPlane', machines: [machineId(1)] },
    { kind: 'Workers', machines: [machineId(11)], kernelArgs: [`siderolink.api=x?jointoken=${CANARY}-${secret}`] },
  ];

  it.each([
    ['created', [] as SampleDocument[], secretive('new')],
    ['changed', secretive('old'), secretive('new')],
  ])('are never shown when they are %s', async (_what, before, after) => {
    const template = await sampleTemplate(after);
    const state = before.length === 0 ? new MemoryState() : await stateOf(before);

    const plan = await planSync(template, state, { fingerprintKey: KEY });

    const everything = [
      JSON.stringify(plan),
      inspect(plan, { depth: 20 }),
      printReview(plan, { fields: 1_000 }),
      plan.diff(),
    ];
    for (const text of everything) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, 16));
    }
    expect(everything.join()).toContain('visible');
  });

  it('show that they changed, by a fingerprint only the key can make', async () => {
    const { changes } = await planFromTo(withPatch(registry('one')), withPatch(registry('two')));

    const [field] = changes[0]?.fields ?? [];
    expect(field?.path).toBe('spec.data[0].machine.registries.config["ghcr.io"].auth.password');
    expect(field?.before).toMatch(/^«redacted:[0-9a-f]{12}»$/);
    expect(field?.after).toMatch(/^«redacted:[0-9a-f]{12}»$/);
    expect(field?.after).not.toBe(field?.before);
  });

  it('show a difference that redaction would hide', async () => {
    const manifest = (comment: string) =>
      withPatch({ cluster: { inlineManifests: [{ name: 'x', contents: `# ${comment}\na: b\n` }] } });

    const { changes } = await planFromTo(manifest('one'), manifest('two'));

    expect(changes).toMatchObject([{ action: 'update', fields: [{ path: 'spec' }] }]);
  });
});

describe('a plan to delete', () => {
  it('takes everything with the cluster and says what becomes of each machine', async () => {
    const plan = await planDelete('demo', await stateOf(sampleDocuments()), { target: 'next' });

    expect(plan).toMatchObject({ kind: 'delete', guards: [] });
    expect(
      plan.changes.filter(({ action, carriedOutBy }) => action === 'delete' && carriedOutBy === 'apply'),
    ).toMatchObject([{ id: 'demo', type: types.Cluster.type }]);
    expect(plan.impact.machines.map(({ kind, certainty }) => [kind, certainty])).toEqual([
      ['removed', 'certain'],
      ['removed', 'certain'],
      ['removed', 'certain'],
    ]);
  });
});

/** Answers lists in any order: what reads it must not care. */
class ShuffledState extends MemoryState {
  readonly #order: Iterator<number>;

  constructor(resources: readonly Resource[], order: Iterable<number>) {
    super({ resources: resources.map((resource) => withMetadata(resource, { version: '1' })) });
    this.#order = order[Symbol.iterator]();
  }

  override async list<Spec>(type: ResourceType<Spec>, options: ListOptions = {}): Promise<Resource<Spec>[]> {
    const keyed = (await super.list(type, options)).map(
      (resource) => [this.#order.next().value ?? 0, resource] as const,
    );
    return keyed.toSorted(([a], [b]) => a - b).map(([, resource]) => resource);
  }
}

function compareTuples(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? value;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
