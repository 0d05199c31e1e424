import { describe, expect, test } from 'vitest';
import { Store } from './store.ts';
import type { StoredResource } from './stored-resource.ts';

const KEY = { namespace: 'default', type: 'Things.test', id: 'a' };

function input(overrides: Partial<StoredResource> = {}): StoredResource {
  const never = { seconds: 0n, nanos: 0 };
  return {
    ...KEY,
    version: 0,
    owner: '',
    phase: 'running',
    created: never,
    updated: never,
    finalizers: [],
    labels: {},
    annotations: {},
    spec: new Uint8Array(),
    ...overrides,
  };
}

function refusal(action: () => unknown): { status: string; message: string } {
  try {
    action();
  } catch (error) {
    return error as { status: string; message: string };
  }
  throw new Error('nothing was refused');
}

describe('Store', () => {
  test('counts versions from 1 and sets the times itself', () => {
    let seconds = 10;
    const store = new Store({ clock: () => new Date(seconds * 1000) });

    const created = store.create(input());
    seconds = 20;
    const updated = store.update({ ...created, labels: { x: '' } }, { owner: '' });

    expect(created).toMatchObject({ version: 1, created: { seconds: 10n } });
    expect(updated).toMatchObject({ version: 2, created: { seconds: 10n }, updated: { seconds: 20n } });
  });

  test('starts again at version 1 after a resource was destroyed', () => {
    const store = new Store();
    store.update(store.create(input()), { owner: '' });

    store.destroy(KEY);

    expect(store.create(input()).version).toBe(1);
  });

  test('names each conflict with the code and text of COSI', () => {
    const store = new Store();
    const first = store.create(input());
    store.create(input({ id: 'owned' }), 'SomeController');
    store.create(input({ id: 'held', finalizers: ['A', 'B'] }));

    const refusals = [
      refusal(() => store.get({ ...KEY, id: 'none' })),
      refusal(() => store.create(input())),
      refusal(() => store.create(input({ id: 'new', owner: 'Other' }))),
      refusal(() => store.update({ ...first, version: 7 }, { owner: '' })),
      refusal(() => store.update({ ...first, id: 'owned' }, { owner: '' })),
      refusal(() => store.update(first, { owner: '', expectedPhase: 'tearingDown' })),
      refusal(() => store.destroy({ ...KEY, id: 'owned' })),
      refusal(() => store.destroy({ ...KEY, id: 'held' })),
      refusal(() => store.teardown({ ...KEY, id: 'owned' })),
    ];

    expect(refusals.map(({ status, message }) => `${status} ${message}`)).toEqual([
      "NOT_FOUND resource Things.test(default/none@undefined) doesn't exist",
      'ALREADY_EXISTS resource Things.test(default/a@undefined) already exists',
      'PERMISSION_DENIED resource Things.test(default/new@undefined) is owned by "Other"',
      'FAILED_PRECONDITION resource Things.test(default/a@7) update conflict: expected version "7", actual version "1"',
      'PERMISSION_DENIED resource Things.test(default/owned@1) is owned by "SomeController"',
      'INVALID_ARGUMENT resource Things.test(default/a@1) is not in phase tearingDown',
      'PERMISSION_DENIED resource Things.test(default/owned@1) is owned by "SomeController"',
      'FAILED_PRECONDITION resource Things.test(default/held@1) has pending finalizers [A B]',
      'PERMISSION_DENIED resource Things.test(default/owned@1) is owned by "SomeController"',
    ]);
  });

  test.each([
    ['default', 'FAILED_PRECONDITION'],
    ['ephemeral', 'PERMISSION_DENIED'],
  ])('in namespace %s a wrong version and owner together are %s', (namespace, status) => {
    const store = new Store();
    store.create(input({ namespace }), 'SomeController');

    const { status: actual } = refusal(() => store.update(input({ namespace, version: 9 }), { owner: '' }));

    expect(actual).toBe(status);
  });

  test('tears down once and says when nothing holds the resource', () => {
    const store = new Store();
    const held = store.create(input({ finalizers: ['A'] }));

    const first = store.teardown(KEY);
    const again = store.teardown(KEY);
    const torn = store.get(KEY);
    store.update({ ...torn, finalizers: [] }, { owner: '' });

    expect([first, again, store.teardown(KEY)]).toEqual([false, false, true]);
    expect(torn).toMatchObject({ phase: 'tearingDown', version: held.version + 1 });
  });

  test('lists by id, and later writes do not change a list', () => {
    const store = new Store();
    for (const id of ['b', 'c', 'a']) store.create(input({ id }));

    const list = store.list(KEY);
    store.destroy({ ...KEY, id: 'b' });

    expect(list.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(store.list(KEY).map(({ id }) => id)).toEqual(['a', 'c']);
  });

  test('replays what happened after a bookmark, and refuses bookmarks it did not make', () => {
    const store = new Store();
    const first = store.create(input());
    const bookmark = store.bookmark('default');
    store.update(first, { owner: '' });
    store.create(input({ type: 'Other.test' }));

    const events = store.eventsSince(KEY, bookmark);

    expect(events.map(({ kind }) => kind)).toEqual(['updated']);
    for (const wrong of [new Uint8Array(), new Uint8Array(8).fill(9), new Uint8Array(16), Buffer.from('short')]) {
      expect(refusal(() => store.eventsSince(KEY, wrong)).status).toBe('FAILED_PRECONDITION');
    }
  });

  test('forgets old events and refuses their bookmarks', () => {
    const store = new Store({ historySize: 5 });
    let current = store.create(input());
    const old = store.bookmark('default');

    for (let round = 0; round < 20; round++) current = store.update(current, { owner: '' });

    expect(refusal(() => store.eventsSince(KEY, old)).status).toBe('FAILED_PRECONDITION');
    expect(store.eventsSince(KEY, store.bookmark('default'))).toEqual([]);
  });

  test('bookmarks of a namespace in memory are worth nothing to another process', () => {
    const [store, restarted] = [new Store(), new Store()];
    store.create(input({ namespace: 'ephemeral' }));
    restarted.create(input({ namespace: 'ephemeral' }));

    const { status } = refusal(() =>
      restarted.eventsSince({ ...KEY, namespace: 'ephemeral' }, store.bookmark('ephemeral')),
    );

    expect(status).toBe('FAILED_PRECONDITION');
  });
});
