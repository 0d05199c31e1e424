import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CursorError } from '../errors/cursor-error.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { resourceOf, withMetadata } from '../resources/stored-resource.ts';
import { label } from '../selectors/label.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { createCursorSealer } from './cursor.ts';
import { type ListPageOptions, listPage } from './list-page.ts';
import { sortResources } from './page.ts';
import { projectResources } from './project.ts';
import { pickFields, valueAt } from './value-at.ts';

const { Cluster, MachineClass } = types;

function cluster(id: string, talosVersion: string, labels: Readonly<Record<string, string>> = {}) {
  return newResource(Cluster, { id, labels, spec: { talosVersion, features: { diskEncryption: id < 'c' } } });
}

const clusters = [
  cluster('d', '1.9.0'),
  cluster('a', '1.11.0', { tier: 'Gold' }),
  cluster('c', ''),
  cluster('b', '1.9.0', { 'omni.sidero.dev/x': '' }),
];
const state = new MemoryState({ resources: clusters });

const ids = (page: { readonly resources: readonly { readonly metadata: { readonly id: string } }[] }) =>
  page.resources.map(({ metadata }) => metadata.id).join(' ');

describe('listPage', () => {
  it('goes through a listing page by page', async () => {
    const first = await listPage(state, Cluster, { limit: 3 });
    const second = await listPage(state, Cluster, { limit: 3, cursor: first.nextCursor ?? '' });

    expect([first, second].map(ids)).toEqual(['a b c', 'd']);
    expect(first).toMatchObject({ total: 4, remaining: 1 });
    expect(second).toMatchObject({ total: 4, remaining: 0, nextCursor: undefined });
  });

  it.each<[ListPageOptions, string]>([
    [{ order: 'descending' }, 'd c b a'],
    [{ sortBy: 'spec.talosVersion' }, 'c a b d'],
    [{ sortBy: 'spec.talosversion', order: 'descending' }, 'd b a c'],
    [{ sortBy: 'spec.features.diskEncryption' }, 'c d a b'],
    [{ sortBy: 'metadata.labels.tier' }, 'a b c d'],
    [{ sortBy: 'metadata.labels.omni.sidero.dev/x' }, 'b a c d'],
    [{ search: 'gold' }, 'a'],
    [{ search: '1.9 D' }, 'b d'],
    [{ search: 'omni.sidero x' }, 'b'],
    [{ search: 'nothing' }, ''],
    [{ labels: [[label('tier').exists()]] }, 'a'],
    [{ idPattern: '^[ab]$' }, 'a b'],
  ])('answers %j', async (options, expected) => {
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPage(state, Cluster, { ...options, limit: 1, ...(cursor !== undefined && { cursor }) });
      pages.push(ids(page));
      cursor = page.nextCursor;
    } while (cursor !== undefined);

    expect(pages.join(' ')).toBe(expected);
  });

  it('goes on behind a resource that has vanished', async () => {
    const shrinking = new MemoryState({ resources: clusters });
    const first = await listPage(shrinking, Cluster, { limit: 2, sortBy: 'spec.talosVersion' });
    await shrinking.destroy(Cluster, 'a');

    const second = await listPage(shrinking, Cluster, {
      limit: 2,
      sortBy: 'spec.talosVersion',
      cursor: first.nextCursor ?? '',
    });

    expect([first, second].map(ids)).toEqual(['c a', 'b d']);
  });

  it.each<[string, ListPageOptions]>([
    ['another order', { order: 'descending' }],
    ['another sort', { sortBy: 'spec.talosVersion' }],
    ['another query', { labels: [[label('tier').exists()]] }],
    ['another search', { search: 'x' }],
    ['another namespace', { namespace: 'other' }],
    ['another secret', { sealer: createCursorSealer(new Uint8Array(32)) }],
  ])('refuses the cursor of %s', async (_name, options) => {
    const { nextCursor = '' } = await listPage(state, Cluster, { limit: 1 });

    await expect(listPage(state, Cluster, { ...options, cursor: nextCursor })).rejects.toThrow(CursorError);
    await expect(listPage(state, MachineClass, { cursor: nextCursor })).rejects.toThrow(CursorError);
  });

  it('refuses every altered cursor', async () => {
    const { nextCursor = '' } = await listPage(state, Cluster, { limit: 1 });

    await fc.assert(
      fc.asyncProperty(fc.nat(nextCursor.length - 1), fc.string({ minLength: 1, maxLength: 2 }), async (at, text) => {
        const altered = nextCursor.slice(0, at) + text + nextCursor.slice(at + 1);
        // The last character of base64 has bits that say nothing.
        fc.pre(meaningOf(altered) !== meaningOf(nextCursor));
        await expect(listPage(state, Cluster, { cursor: altered })).rejects.toThrow(CursorError);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string(), async (cursor) => {
        await expect(listPage(state, Cluster, { cursor })).rejects.toThrow(CursorError);
      }),
    );
  });

  it('delivers every resource once and in order, whatever the size of the pages', async () => {
    const listing = fc.record({
      ids: fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 }),
      tiers: fc.array(fc.constantFrom('1', '10', 'a', 'ä', ''), { minLength: 20, maxLength: 20 }),
      sortBy: fc.constantFrom('metadata.id', 'metadata.labels.tier', 'spec.features.diskEncryption'),
      order: fc.constantFrom('ascending' as const, 'descending' as const),
    });
    await fc.assert(
      fc.asyncProperty(listing, fc.integer({ min: 1, max: 7 }), async ({ ids: names, tiers, ...sort }, limit) => {
        const resources = names.map((id, index) => cluster(id, '', { tier: tiers[index] ?? '' }));
        const stored = new MemoryState({ resources });
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await listPage(stored, Cluster, { ...sort, limit, ...(cursor !== undefined && { cursor }) });
          seen.push(...page.resources.map(({ metadata }) => metadata.id));
          cursor = page.nextCursor;
        } while (cursor !== undefined);

        expect(seen).toEqual(sortResources(resources, sort).map(({ metadata }) => metadata.id));
        expect(new Set(seen)).toEqual(new Set(names));
      }),
      { numRuns: 50 },
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %d', async (limit) => {
    await expect(listPage(state, Cluster, { limit })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('projectResources', () => {
  it('picks fields of what is searched, sorted and limited', async () => {
    const rows = await projectResources(state, Cluster, ['metadata.id', 'spec.talosversion', 'metadata.labels.tier'], {
      sortBy: 'spec.talosVersion',
      order: 'descending',
      search: '1',
      limit: 2,
    });

    expect(rows).toEqual([
      { 'metadata.id': 'd', 'spec.talosversion': '1.9.0' },
      { 'metadata.id': 'b', 'spec.talosversion': '1.9.0' },
    ]);
  });

  it('decodes no spec that is not asked for', async () => {
    const broken = resourceOf(Cluster, newResource(Cluster, { id: 'x' }).metadata, Buffer.from([0xff]));
    const held = new MemoryState({ resources: [broken] });

    expect(await projectResources(held, Cluster, ['metadata.id'])).toEqual([{ 'metadata.id': 'x' }]);
    await expect(projectResources(held, Cluster, ['spec.talosVersion'])).rejects.toMatchObject({ code: 'protocol' });
  });

  it.each([0, 1.5])('refuses a limit of %d', async (limit) => {
    await expect(projectResources(state, Cluster, [], { limit })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('a cursor', () => {
  const key = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
  const position = fc.record({ id: fc.string({ unit: 'binary' }), key });
  const listing = fc.array(fc.jsonValue(), { maxLength: 3 });

  it('leads back to its place, for the listing it was made for and for no other', () => {
    const sealer = createCursorSealer();
    fc.assert(
      fc.property(position, listing, listing, (place, bound, other) => {
        const cursor = sealer.seal(place, bound);

        expect(JSON.stringify(sealer.open(cursor, bound))).toBe(JSON.stringify(place));
        if (JSON.stringify(bound) === JSON.stringify(other)) return;
        expect(() => sealer.open(cursor, other)).toThrow(CursorError);
      }),
    );
  });

  it('is text that any URL can carry', () => {
    const sealer = createCursorSealer();
    fc.assert(
      fc.property(position, listing, (place, bound) => {
        expect(sealer.seal(place, bound)).toMatch(/^[\w.-]+$/);
      }),
    );
  });

  it('needs a secret that cannot be guessed', () => {
    expect(() => createCursorSealer(new Uint8Array(31))).toThrow(
      expect.objectContaining({ code: 'configuration_invalid' }),
    );
  });
});

describe('sortResources', () => {
  it('orders times and numbers by size, not by text', () => {
    const at = (id: string, time: number) => withMetadata(cluster(id, ''), { created: new Date(time) });
    const machines = [
      newResource(types.MachineSet, { id: 'x', spec: { machineAllocation: { machineCount: 10 } } }),
      newResource(types.MachineSet, { id: 'y', spec: { machineAllocation: { machineCount: 9 } } }),
      newResource(types.MachineSet, { id: 'a' }),
    ];

    expect(ids({ resources: sortResources([at('a', 1000), at('b', 999)], { sortBy: 'metadata.created' }) })).toBe(
      'b a',
    );
    expect(ids({ resources: sortResources(machines, { sortBy: 'spec.machineAllocation.machineCount' }) })).toBe(
      'y x a',
    );
  });
});

describe('paths', () => {
  const resource = {
    metadata: { labels: { 'omni.sidero.dev/cluster': 'demo', omni: 'other' } },
    spec: { disks: [{ name: 'a' }, { name: 'b' }, {}], talosVersion: '1' },
  };

  it('lead through keys with dots, through lists, and to names in lower case', () => {
    expect(valueAt(resource, 'metadata.labels.omni.sidero.dev/cluster')).toBe('demo');
    expect(valueAt(resource, 'metadata.labels.omni')).toBe('other');
    expect(valueAt(resource, 'spec.disks.name')).toEqual(['a', 'b']);
    expect(valueAt(resource, 'SPEC.talosversion')).toBe('1');
    expect(valueAt(resource, 'spec.talos')).toBeUndefined();
  });

  it('pick parts and leave out what is not there', () => {
    expect(pickFields(cluster('a', '1.9.0'), ['spec.nothing', 'spec.talosversion', 'metadata.id'])).toEqual({
      'spec.talosversion': '1.9.0',
      'metadata.id': 'a',
    });
  });
});

function meaningOf(cursor: string): string {
  const [version, position, mac = '', ...rest] = cursor.split('.');
  return JSON.stringify([version, position, Buffer.from(mac, 'base64url').toString('hex'), rest]);
}
