import { describe, expect, it } from 'vitest';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { WatchEvent } from '../state/state.ts';
import { MemoryState } from './memory-state.ts';

const cluster = (id: string, labels: Record<string, string> = {}) =>
  newResource(types.Cluster, { id, labels, spec: { talosVersion: '1.11.3' } });

async function take<Spec>(watch: AsyncGenerator<WatchEvent<Spec>>, count: number): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of watch) {
    seen.push(event.kind === 'bootstrapped' ? event.kind : `${event.kind} ${event.resource.metadata.id}`);
    if (seen.length === count) break;
  }
  return seen;
}

describe('MemoryState', () => {
  it('gives a new resource version 1 and counts updates', async () => {
    const state = new MemoryState();

    const created = await state.create(cluster('a'));
    const updated = await state.update(created);

    expect([created.metadata.version, updated.metadata.version]).toEqual(['1', '2']);
  });

  it('refuses to create what exists', async () => {
    const state = new MemoryState();
    await state.create(cluster('a'));

    await expect(state.create(cluster('a'))).rejects.toMatchObject({ code: 'already_exists' });
  });

  it('refuses an update made from an older version', async () => {
    const state = new MemoryState();
    const created = await state.create(cluster('a'));
    await state.update(created);

    await expect(state.update(created)).rejects.toMatchObject({ code: 'version_conflict' });
  });

  it('lets only its owner write an owned resource', async () => {
    const state = new MemoryState();
    const owned = await state.create(cluster('a'), { owner: 'Controller' });

    await expect(state.update(owned)).rejects.toMatchObject({ code: 'owner_conflict' });
    await expect(state.teardown(types.Cluster, 'a')).rejects.toMatchObject({ code: 'owner_conflict' });
    await expect(state.update(owned, { owner: 'Controller' })).resolves.toMatchObject({ metadata: { version: '2' } });
  });

  it('refuses to update what is being torn down unless that is expected', async () => {
    const state = new MemoryState();
    await state.create(cluster('a'));
    await state.teardown(types.Cluster, 'a');
    const current = await state.get(types.Cluster, 'a');

    await expect(state.update(current)).rejects.toMatchObject({ code: 'phase_conflict' });
    await expect(state.update(current, { expectedPhase: 'tearingDown' })).resolves.toBeDefined();
  });

  it('keeps a resource with finalizers until they are gone', async () => {
    const state = new MemoryState();
    await state.create(cluster('a'));
    await state.modify(types.Cluster, 'a', (draft) => {
      draft.finalizers.push('controller');
    });

    const ready = await state.teardown(types.Cluster, 'a');

    expect(ready).toBe(false);
    await expect(state.destroy(types.Cluster, 'a')).rejects.toMatchObject({ code: 'finalizers_pending' });
    const going = state.teardownAndDestroy(types.Cluster, 'a');
    await state.modify(
      types.Cluster,
      'a',
      (draft) => {
        draft.finalizers = [];
      },
      { expectedPhase: 'any' },
    );
    await going;
    expect(state.snapshot()).toEqual([]);
  });

  it('writes nothing when a modification changes nothing', async () => {
    const state = new MemoryState();
    await state.create(cluster('a'));

    const same = await state.modify(types.Cluster, 'a', () => {});

    expect(same.metadata.version).toBe('1');
  });

  it('lists by labels and ids, sorted by id', async () => {
    const state = new MemoryState({
      resources: [cluster('b', { tier: '10Gi' }), cluster('a', { tier: '9Gi' }), cluster('c')],
    });
    const ids = async (options: Parameters<MemoryState['list']>[1]) =>
      (await state.list(types.Cluster, options)).map(({ metadata }) => metadata.id);

    expect(await ids({})).toEqual(['a', 'b', 'c']);
    expect(await ids({ idPattern: '^(?:a|c)$' })).toEqual(['a', 'c']);
    expect(await ids({ labels: [[{ key: 'tier', op: 'exists', invert: true }]] })).toEqual(['c']);
    expect(await ids({ labels: [[{ key: 'tier', op: 'lessNumeric', value: '10Gi' }]] })).toEqual(['a']);
    expect(await ids({ labels: [[{ key: 'tier', op: 'in', values: ['9Gi', '10Gi'] }]] })).toEqual(['a', 'b']);
  });

  it('shows a watch what exists, then what happens', async () => {
    const state = new MemoryState({ resources: [cluster('a')] });
    const events = take(state.watch(types.Cluster), 4);

    await state.create(cluster('b'));
    await state.destroy(types.Cluster, 'b');

    expect(await events).toEqual(['created a', 'bootstrapped', 'created b', 'destroyed b']);
  });

  it('tells a watch with a query when a resource starts and stops to match', async () => {
    const state = new MemoryState();
    await state.create(cluster('a'));
    const labels = [[{ key: 'team', op: 'exists' } as const]];
    const events = take(state.watch(types.Cluster, { labels }), 3);

    await state.modify(types.Cluster, 'a', (draft) => {
      draft.labels['team'] = 'core';
    });
    await state.modify(types.Cluster, 'a', (draft) => {
      delete draft.labels['team'];
    });

    expect(await events).toEqual(['bootstrapped', 'created a', 'destroyed a']);
  });

  it('continues a watch after a bookmark', async () => {
    const state = new MemoryState();
    const bookmarks: Uint8Array[] = [];
    await state.create(cluster('a'));
    for await (const { bookmark } of state.watch(types.Cluster)) {
      if (bookmark === undefined) continue;
      bookmarks.push(bookmark);
      break;
    }
    await state.create(cluster('b'));
    const [bookmark = new Uint8Array()] = bookmarks;

    expect(await take(state.watch(types.Cluster, { bookmark }), 1)).toEqual(['created b']);
  });

  it('ends a watch with an error when its caller gives up', async () => {
    const state = new MemoryState();
    const stop = new AbortController();
    const watch = state.watch(types.Cluster, { id: 'a', signal: stop.signal });
    await watch.next();

    stop.abort();

    await expect(watch.next()).rejects.toMatchObject({ code: 'cancelled' });
  });
});
