import { afterEach, describe, expect, it, vi } from 'vitest';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { label } from '../selectors/label.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { CachedState } from './cached-state.ts';
import { ReadCache, type ReadCacheOptions } from './read-cache.ts';
import type { State } from './state.ts';

const { Cluster, ConfigPatch } = types;
const cluster = (id: string, talosVersion = '1.11.0') => newResource(Cluster, { id, spec: { talosVersion } });

let now = 0;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A cache over a state that counts what it is asked, and a clock that stands still until it is told otherwise. */
function cached(options: Partial<ReadCacheOptions> = {}, intercept: () => Promise<void> | void = () => {}) {
  now = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const asked: string[] = [];
  const others = new MemoryState({
    resources: [cluster('a'), cluster('b')],
    intercept: ({ method, id = '*' }) => {
      asked.push(`${method} ${id}`);
      return intercept();
    },
  });
  const cache = new ReadCache({ maxAgeMs: 100, ...options });
  return { state: new CachedState(others, cache), cache, others, asked };
}

describe('a cached state', () => {
  it('gives the same answer again until it is too old', async () => {
    const { state, asked } = cached();
    const read = () => Promise.all([state.get(Cluster, 'a'), state.find(Cluster, 'b'), state.list(Cluster)]);

    await read();
    now += 100;
    const again = await read();
    now += 1;
    await read();

    expect(again.flat().map((resource) => resource?.spec.talosVersion)).toEqual(Array(4).fill('1.11.0'));
    expect(asked.sort()).toEqual(['get a', 'get a', 'get b', 'get b', 'list *', 'list *']);
  });

  it('counts the age from when it asked, by whichever clock says more', async () => {
    const { state, asked } = cached({}, () => {
      now += 60;
    });
    await state.get(Cluster, 'a');
    await state.get(Cluster, 'a');
    vi.spyOn(performance, 'now').mockReturnValue(0);
    now += 50;
    await state.get(Cluster, 'a');

    expect(asked).toEqual(['get a', 'get a']);
  });

  it('asks when it is told to, and gives nothing to a caller who has given up', async () => {
    const { state, asked } = cached();
    await state.get(Cluster, 'a');

    await state.get(Cluster, 'a', { fresh: true });
    const given = state.get(Cluster, 'a', { signal: AbortSignal.abort() });

    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toEqual(['get a', 'get a']);
  });

  it('tells lists of different questions apart', async () => {
    const { state, asked } = cached();
    const questions = [
      {},
      { limit: 1 },
      { idPattern: 'a' },
      { namespace: 'other' },
      { labels: [[label('x').exists()]] },
      { labels: [[label('x').missing()]] },
    ];

    const answers = await Promise.all([...questions, ...questions].map((question) => state.list(Cluster, question)));
    const again = await Promise.all(questions.map((question) => state.list(Cluster, question)));

    expect(asked).toHaveLength(12);
    expect(again.map((found) => found.length)).toEqual(answers.slice(6).map((found) => found.length));
    expect(again.map((found) => found.length)).toEqual([2, 1, 1, 0, 0, 2]);
  });

  it('does not keep that something is missing', async () => {
    const { state, others } = cached();
    expect(await state.find(Cluster, 'c')).toBeUndefined();

    await others.create(cluster('c'));

    expect(await state.find(Cluster, 'c')).toBeDefined();
  });

  const WRITES: readonly [string, (state: State) => Promise<unknown>][] = [
    ['create', (state) => state.create(newResource(ConfigPatch, { id: 'p' }))],
    ['update', async (state) => state.update(await state.get(Cluster, 'b', { fresh: true }))],
    [
      'modify',
      (state) =>
        state.modify(Cluster, 'b', (draft) => {
          draft.labels['x'] = '';
        }),
    ],
    ['teardown', (state) => state.teardown(Cluster, 'b')],
    ['destroy', (state) => state.destroy(Cluster, 'b')],
    ['teardownAndDestroy', (state) => state.teardownAndDestroy(Cluster, 'b')],
    ['a write that fails', (state) => state.destroy(Cluster, 'nowhere').catch(() => {})],
  ];
  it.each(WRITES)('forgets everything with %s', async (_name, write) => {
    const { state, others } = cached();
    await state.get(Cluster, 'a');
    await others.modify(Cluster, 'a', (draft) => {
      draft.spec.talosVersion = '1.12.0';
    });

    await write(state);

    expect((await state.get(Cluster, 'a')).spec.talosVersion).toBe('1.12.0');
  });

  it('does not keep an answer that crossed a write', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { state, asked } = cached({}, () => (asked.length === 1 ? held : undefined));

    const crossing = state.get(Cluster, 'a');
    await state.create(newResource(ConfigPatch, { id: 'p' }));
    release();
    await crossing;
    await state.get(Cluster, 'a');

    expect(asked.filter((call) => call === 'get a')).toHaveLength(2);
  });

  it('forgets the type of a change its watch delivers, and no other', async () => {
    const { state, others, asked } = cached();
    const events = state.watch(Cluster, { bootstrap: false });
    const waiting = events.next();
    await state.get(Cluster, 'a');
    await state.list(ConfigPatch);

    await others.modify(Cluster, 'a', (draft) => {
      draft.spec.talosVersion = '1.12.0';
    });
    await waiting;

    expect((await state.get(Cluster, 'a')).spec.talosVersion).toBe('1.12.0');
    await state.list(ConfigPatch);
    expect(asked.filter((call) => call === 'list *')).toHaveLength(1);
    await events.return();
  });

  it('changes in its hands are nobody else’s', async () => {
    const { state } = cached();
    const first = await state.get(Cluster, 'a');
    Object.assign(first.spec, { talosVersion: 'spoilt' });
    const second = await state.get(Cluster, 'a');
    Object.assign(second.spec, { talosVersion: 'spoilt' });
    (await state.list(Cluster)).pop();

    expect((await state.get(Cluster, 'a')).spec.talosVersion).toBe('1.11.0');
    expect(await state.list(Cluster)).toHaveLength(2);
  });

  it('reads anew what it modifies', async () => {
    const { state, others } = cached();
    await state.get(Cluster, 'a');
    await others.modify(Cluster, 'a', (draft) => {
      draft.labels['theirs'] = '';
    });

    const modified = await state.modify(Cluster, 'a', (draft) => {
      draft.labels['ours'] = '';
    });

    expect(modified.metadata.labels).toEqual({ ours: '', theirs: '' });
  });
});

describe('a read cache', () => {
  it('lets the oldest answers go when there are too many', async () => {
    const { state, asked } = cached({ maxEntries: 2 });
    for (const read of ['a', 'b', '*', 'b', 'a']) await (read === '*' ? state.list(Cluster) : state.get(Cluster, read));

    expect(asked).toEqual(['get a', 'get b', 'list *', 'get a']);
  });

  it('holds no more bytes than allowed, and no answer that alone is more', async () => {
    const { state, others, asked } = cached({ maxBytes: 50_000 });
    const data = 'x'.repeat(10_000);
    for (const id of ['p', 'q', 'r']) await others.create(newResource(ConfigPatch, { id, spec: { data } }));
    asked.length = 0;

    for (const id of ['p', 'q', 'r', 'r', 'q', 'p']) await state.get(ConfigPatch, id);
    for (let round = 0; round < 2; round++) await state.list(ConfigPatch);

    expect(asked).toEqual(['get p', 'get q', 'get r', 'get p', 'list *', 'list *']);
  });

  it.each([{ maxAgeMs: 0 }, { maxAgeMs: Number.NaN }, { maxAgeMs: 1, maxEntries: 0 }, { maxAgeMs: 1, maxBytes: -1 }])(
    'cannot be limited to %j',
    (options) => {
      expect(() => new ReadCache(options)).toThrow(/must be above 0/);
    },
  );
});
