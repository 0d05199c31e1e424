import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Database } from './database.ts';
import { Store } from './store.ts';
import type { StoredResource } from './stored-resource.ts';

const KEY = { namespace: 'default', type: 'Things.test', id: 'a' };
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterEach(() => rm(directory, { recursive: true }));

function input(overrides: Partial<StoredResource> = {}): StoredResource {
  const time = { seconds: 5n, nanos: 7 };
  return {
    ...KEY,
    version: 0,
    owner: '',
    phase: 'running',
    created: time,
    updated: time,
    finalizers: ['f'],
    labels: { l: '1' },
    annotations: { a: '' },
    spec: Buffer.from('spec'),
    ...overrides,
  };
}

describe('a store with a database', () => {
  test('has the same resources after a restart, but none of the namespaces in memory', () => {
    const path = join(directory, 'omni.db');
    const before = open(path, (store) => {
      const created = store.create(input());
      store.update({ ...created, phase: 'tearingDown' }, { owner: '' });
      store.create(input({ id: 'gone', finalizers: [] }));
      store.destroy({ ...KEY, id: 'gone' });
      store.create(input({ namespace: 'ephemeral' }));
      return store.list(KEY);
    });

    const after = open(path, (store) => ({
      durable: store.list(KEY),
      memory: store.list({ ...KEY, namespace: 'ephemeral' }),
    }));

    expect(after.durable).toEqual(before.map((resource) => ({ ...resource, spec: expect.anything() })));
    expect(Buffer.from(after.durable[0]?.spec ?? []).toString()).toBe('spec');
    expect(after.memory).toEqual([]);
  });

  test('continues a watch from a bookmark of before the restart', () => {
    const path = join(directory, 'omni.db');
    const bookmark = open(path, (store) => {
      store.create(input());
      const mark = store.bookmark('default');
      store.create(input({ id: 'b' }));
      return mark;
    });

    const events = open(path, (store) => {
      store.create(input({ id: 'c' }));
      return store.eventsSince(KEY, bookmark);
    });

    expect(events.map(({ kind, resource }) => `${kind} ${resource.id}`)).toEqual(['created b', 'created c']);
  });

  test('drops events beyond the history and refuses bookmarks that point there', () => {
    const path = join(directory, 'omni.db');
    const bookmark = open(path, (store) => {
      let current = store.create(input());
      const mark = store.bookmark('default');
      for (let round = 0; round < 20; round++) current = store.update(current, { owner: '' });
      return mark;
    });

    expect(() => open(path, (store) => store.eventsSince(KEY, bookmark), 5)).toThrow('invalid watch bookmark');
  });

  test('is readable by its owner only', async () => {
    const path = join(directory, 'omni.db');

    open(path, (store) => store.create(input()));

    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

function open<T>(path: string, use: (store: Store) => T, historySize = 1000): T {
  using database = new Database(path);
  return use(new Store({ database, historySize }));
}
