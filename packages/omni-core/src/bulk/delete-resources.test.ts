import { describe, expect, it } from 'vitest';
import { BulkError } from '../errors/bulk-error.ts';
import { OmniError } from '../errors/omni-error.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import { label } from '../selectors/label.ts';
import { ReadOnlyState } from '../state/read-only-state.ts';
import { MemoryState, type MemoryStateOptions } from '../testing/memory-state.ts';
import { deleteResources } from './delete-resources.ts';

const { ConfigPatch } = types;

function patches(count: number) {
  return Array.from({ length: count }, (_, index) =>
    newResource(ConfigPatch, { id: `p${index}`, labels: index % 2 === 0 ? { even: '' } : {} }),
  );
}

function stateWith(count: number, intercept?: MemoryStateOptions['intercept']): MemoryState {
  return new MemoryState({ resources: patches(count), ...(intercept && { intercept }) });
}

const idsIn = (state: MemoryState) => state.snapshot().map(({ metadata }) => metadata.id);

describe('deleteResources', () => {
  it('removes by id, and takes what is missing for removed', async () => {
    const state = stateWith(3);
    const seen: string[] = [];

    const items = await deleteResources(
      state,
      ConfigPatch,
      { ids: ['p1', 'absent', 'p1'] },
      {
        onItem: ({ id, outcome }) => seen.push(`${id} ${outcome}`),
      },
    );

    expect(items).toEqual(
      ['p1', 'absent'].map((id) => ({ type: ConfigPatch.type, namespace: 'default', id, outcome: 'destroyed' })),
    );
    expect(seen.sort()).toEqual(['absent destroyed', 'p1 destroyed']);
    expect(idsIn(state)).toEqual(['p0', 'p2']);
  });

  it('removes what matches, or all', async () => {
    const state = stateWith(5);

    await deleteResources(state, ConfigPatch, { matching: { labels: [[label('even').exists()]] } });
    const left = idsIn(state);
    await deleteResources(state, ConfigPatch, { all: true });

    expect(left).toEqual(['p1', 'p3']);
    expect(idsIn(state)).toEqual([]);
  });

  it.each([{}, { labels: [] }, { labels: [[]] }])(
    'does not take a query without a condition (%j) for all',
    async (matching) => {
      const state = stateWith(1);

      await expect(deleteResources(state, ConfigPatch, { matching })).rejects.toThrow(/no condition/);

      expect(idsIn(state)).toEqual(['p0']);
    },
  );

  it('has no more than eight under way, unless told so', async () => {
    let [now, most] = [0, 0];
    const state = stateWith(30, async ({ method }) => {
      if (method !== 'teardown') return;
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
    });

    await deleteResources(state, ConfigPatch, { all: true });

    expect(most).toBe(8);
  });

  it('stops at the first failure and says what became of each', async () => {
    const state = stateWith(4, ({ method, id }) => {
      if (method === 'teardown' && id === 'p1') throw new OmniError('access_denied', 'not this one');
    });

    const error = await deleteResources(state, ConfigPatch, { all: true }, { concurrency: 1 }).catch(
      (thrown) => thrown,
    );

    expect(error).toBeInstanceOf(BulkError);
    expect(error.items.map(({ id, outcome }: { id: string; outcome: string }) => `${id} ${outcome}`)).toEqual([
      'p0 destroyed',
      'p1 failed',
      'p2 not_started',
      'p3 not_started',
    ]);
    expect(error.message).toBe(
      'deleting 4 of ConfigPatches.omni.sidero.dev: 1 done, 1 failed, 2 not started: not this one',
    );
    expect(error.cause).toMatchObject({ code: 'access_denied' });
  });

  it('carries on after a failure when told so', async () => {
    const state = stateWith(3, ({ method, id }) => {
      if (method === 'teardown' && id === 'p1') throw new OmniError('access_denied', 'not this one');
    });

    const deletion = deleteResources(state, ConfigPatch, { all: true }, { onFailure: 'continue' });

    await expect(deletion).rejects.toMatchObject({ code: 'apply_failed' });
    expect(idsIn(state)).toEqual(['p1']);
  });

  it('ends when the caller gives up, with the waiting items not started', async () => {
    const held = patches(3).map((patch) => withMetadata(patch, { finalizers: ['controller'] }));
    const state = new MemoryState({ resources: held });
    const abort = new AbortController();

    const deletion = deleteResources(state, ConfigPatch, { all: true }, { concurrency: 2, signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    const error = await deletion.catch((thrown) => thrown);

    expect(error.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['failed', 'failed', 'not_started']);
    expect(error.cause).toMatchObject({ code: 'cancelled' });
  });

  it('asks a read-only state once and gives up', async () => {
    const state = new ReadOnlyState(stateWith(3));

    const deletion = deleteResources(state, ConfigPatch, { all: true }, { onFailure: 'continue', concurrency: 1 });

    await expect(deletion).rejects.toMatchObject({
      cause: { code: 'read_only' },
      message: expect.stringContaining('2 not started'),
    });
  });

  it('lets a bug through as it is', async () => {
    const state = stateWith(1, () => {
      throw new TypeError('bug');
    });

    await expect(deleteResources(state, ConfigPatch, { ids: ['p0'] })).rejects.toThrow(TypeError);
  });
});
