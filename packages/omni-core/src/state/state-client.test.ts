import { describe, expect, it } from 'vitest';
import { GRPC } from '../errors/grpc-status.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { ResourceDraft } from '../resources/resource.ts';
import { Refusal } from '../transport/testing/loopback-server.ts';
import { labelsEqual } from './query.ts';
import { gone, scriptedState, wireResource } from './testing/scripted-state.ts';

const demo = (version = '1') =>
  wireResource(types.Cluster, { id: 'demo', spec: { talosVersion: '1.9.0' } }, { version });
const refuse = (code: number, details: string) => (): never => {
  throw new Refusal(code, details);
};
function addLabel({ labels }: ResourceDraft): void {
  labels['x'] = 'y';
}

describe('reading', () => {
  it('gets a resource with its typed spec', async () => {
    await using scripted = await scriptedState({
      get: ({ namespace, type, id }) => {
        expect({ namespace, type, id }).toEqual({ namespace: 'default', type: 'Clusters.omni.sidero.dev', id: 'demo' });
        return { resource: demo() };
      },
    });

    const cluster = await scripted.state.get(types.Cluster, 'demo');

    expect(cluster.spec.talosVersion).toBe('1.9.0');
    expect(cluster.metadata.version).toBe('1');
  });

  it('answers undefined from find, and NotFoundError from get, for what does not exist', async () => {
    await using scripted = await scriptedState({ get: refuse(GRPC.NOT_FOUND, "resource doesn't exist") });

    expect(await scripted.state.find(types.Cluster, 'demo')).toBeUndefined();
    await expect(scripted.state.get(types.Cluster, 'demo')).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'not_found',
      resource: 'Clusters.omni.sidero.dev(default/demo)',
      message: 'Clusters.omni.sidero.dev(default/demo) does not exist',
    });
  });

  it('limits a list to the first by id, and iteration to the first that arrive', async () => {
    await using scripted = await scriptedState({
      list: () => ['d', 'b', 'c', 'a'].map((id) => wireResource(types.Cluster, { id })),
    });
    const { state } = scripted;

    const listed = await state.list(types.Cluster, { limit: 2 });
    const iterated = await Array.fromAsync(state.iterate(types.Cluster, { limit: 2 }));
    const all = await Array.fromAsync(state.iterate(types.Cluster, { limit: 9 }));

    expect(listed.map(({ metadata }) => metadata.id)).toEqual(['a', 'b']);
    expect(iterated.map(({ metadata }) => metadata.id)).toEqual(['d', 'b']);
    expect(all).toHaveLength(4);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %d', async (limit) => {
    await using scripted = await scriptedState({ list: () => [] });

    await expect(scripted.state.list(types.Cluster, { limit })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(scripted.state.iterate(types.Cluster, { limit }).next()).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('lists sorted by id and sends the query', async () => {
    await using scripted = await scriptedState({
      list: ({ options }) => {
        expect(options?.labelQuery).toMatchObject([
          { terms: [{ key: 'a', op: 1, value: ['x'], invert: false }] },
          { terms: [{ key: 'b', op: 0, value: [], invert: true }] },
        ]);
        expect(options?.idQuery?.regexp).toBe('^d');
        return ['d2', 'd1'].map((id) => wireResource(types.Cluster, { id }));
      },
    });

    const clusters = await scripted.state.list(types.Cluster, {
      labels: [labelsEqual({ a: 'x' }), [{ key: 'b', op: 'exists', invert: true }]],
      idPattern: '^d',
    });

    expect(clusters.map(({ metadata }) => metadata.id)).toEqual(['d1', 'd2']);
  });

  it('refuses queries that would make the server panic, before anything is sent', async () => {
    await using scripted = await scriptedState({ list: () => [] });

    await expect(
      scripted.state.list(types.Cluster, { labels: [[{ key: 'a', op: 'in', values: [] }]] }),
    ).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(scripted.state.get(types.Cluster, '')).rejects.toMatchObject({ code: 'invalid_argument' });

    expect(scripted.server.calls).toEqual([]);
  });
});

describe('writing', () => {
  it('creates with a version, a phase and times the server accepts', async () => {
    await using scripted = await scriptedState({
      create: ({ resource }) => {
        expect(resource?.metadata).toMatchObject({ version: 'undefined', phase: 'running' });
        expect(Number(resource?.metadata?.updated?.seconds)).toBeGreaterThan(1_700_000_000);
        expect(resource?.spec).toBeDefined();
        return { resource: demo() };
      },
    });

    const stored = await scripted.state.create(
      newResource(types.Cluster, { id: 'demo', spec: { talosVersion: '1.9.0' } }),
    );

    expect(stored.metadata.version).toBe('1');
    expect(stored.spec.talosVersion).toBe('1.9.0');
  });

  it('updates in the running phase unless told otherwise', async () => {
    const phases: (string | undefined)[] = [];
    await using scripted = await scriptedState({
      update: ({ options }) => {
        phases.push(options?.expectedPhase);
        return { resource: demo('2') };
      },
    });
    const current = newResource(types.Cluster, { id: 'demo' });

    await scripted.state.update(current);
    await scripted.state.update(current, { expectedPhase: 'tearingDown' });
    await scripted.state.update(current, { expectedPhase: 'any' });

    expect(phases).toEqual(['running', 'tearingDown', undefined]);
  });

  it('reports every broken rule of a refused write', async () => {
    await using scripted = await scriptedState({
      create: refuse(GRPC.INVALID_ARGUMENT, 'failed to validate: 2 errors occurred:\n\t* first\n\t* second\n\n'),
    });

    await expect(scripted.state.create(newResource(types.Cluster, { id: 'demo' }))).rejects.toMatchObject({
      name: 'ValidationError',
      code: 'validation_failed',
      messages: ['first', 'second'],
    });
  });
});

describe('modify', () => {
  it('repeats the change on what another writer stored', async () => {
    let version = 1;
    await using scripted = await scriptedState({
      get: () => ({ resource: demo(String(version)) }),
      update: ({ newResource: sent }) => {
        if (version < 3) {
          version++;
          throw new Refusal(GRPC.FAILED_PRECONDITION, 'resource update conflict: expected version "x"');
        }
        return { resource: sent };
      },
    });
    const seen: string[] = [];

    const changed = await scripted.state.modify(types.Cluster, 'demo', (draft, current) => {
      seen.push(current.metadata.version);
      draft.labels['touched'] = '';
    });

    expect(seen).toEqual(['1', '2', '3']);
    expect(changed.metadata.labels).toEqual({ touched: '' });
  });

  it('writes nothing when nothing changes', async () => {
    await using scripted = await scriptedState({ get: () => ({ resource: demo() }) });

    await scripted.state.modify(types.Cluster, 'demo', (draft) => {
      draft.spec.talosVersion = '1.9.0';
    });

    expect(scripted.server.calls).toEqual(['/cosi.resource.State/Get']);
  });

  it('gives up after a bounded number of conflicts, with the conflict as error', async () => {
    await using scripted = await scriptedState({
      get: () => ({ resource: demo() }),
      update: refuse(GRPC.FAILED_PRECONDITION, 'update conflict: expected version'),
    });

    const attempt = scripted.state.modify(types.Cluster, 'demo', addLabel, {
      timeoutMs: 600,
    });

    await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/version_conflict|deadline_exceeded/) });
  });

  it('does not repeat other failures', async () => {
    await using scripted = await scriptedState({
      get: () => ({ resource: demo() }),
      update: refuse(
        GRPC.PERMISSION_DENIED,
        'failed to validate: 1 error occurred:\n\t* only read access is permitted\n\n',
      ),
    });

    const attempt = scripted.state.modify(types.Cluster, 'demo', addLabel);

    await expect(attempt).rejects.toMatchObject({
      name: 'AccessError',
      message: expect.stringContaining('only read access'),
    });
    expect(scripted.server.calls).toHaveLength(2);
  });

  it('stops when the signal fires between attempts', async () => {
    const abort = new AbortController();
    await using scripted = await scriptedState({
      get: () => ({ resource: demo() }),
      update: () => {
        setTimeout(() => abort.abort(new Error('enough')), 5);
        throw new Refusal(GRPC.FAILED_PRECONDITION, 'update conflict: expected version');
      },
    });

    const attempt = scripted.state.modify(types.Cluster, 'demo', addLabel, {
      signal: abort.signal,
    });

    await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses a resource that is being torn down', async () => {
    await using scripted = await scriptedState({
      get: () => ({ resource: wireResource(types.Cluster, { id: 'demo' }, { phase: 'tearingDown' }) }),
    });

    await expect(scripted.state.modify(types.Cluster, 'demo', () => {})).rejects.toMatchObject({
      code: 'phase_conflict',
    });
  });
});

describe('teardownAndDestroy', () => {
  it('takes a missing resource for success', async () => {
    await using scripted = await scriptedState({ teardownAndDestroy: refuse(GRPC.NOT_FOUND, "doesn't exist") });

    await scripted.state.teardownAndDestroy(types.Cluster, 'demo');
  });

  it('goes step by step on servers without the call, and remembers that', async () => {
    let finalizers = ['KubernetesController'];
    let phase: 'running' | 'tearingDown' = 'running';
    const current = () => wireResource(types.Cluster, { id: 'demo' }, { phase, finalizers });
    await using scripted = await scriptedState({
      get: () => ({ resource: current() }),
      update: ({ newResource: sent }) => {
        phase = 'tearingDown';
        return { resource: sent };
      },
      watch: async (request, send, stream) => {
        expect(request.id).toBe('demo');
        await send({ eventType: 0, resource: current() });
        finalizers = [];
        await send({
          eventType: 1,
          resource: wireResource(types.Cluster, { id: 'demo' }, { phase, finalizers, version: '3' }),
        });
        await gone(stream);
      },
      destroy: () => ({}),
    });

    await scripted.state.teardownAndDestroy(types.Cluster, 'demo');
    await scripted.state.teardownAndDestroy(types.Cluster, 'demo');

    const names = scripted.server.calls.map((path) => path.split('/').at(-1));
    expect(names).toEqual(['Get', 'Update', 'Watch', 'Destroy', 'Get', 'Destroy']);
  });

  it('says that the teardown goes on when the deadline passes first', async () => {
    await using scripted = await scriptedState({
      get: () => ({
        resource: wireResource(types.Cluster, { id: 'demo' }, { phase: 'tearingDown', finalizers: ['x'] }),
      }),
      watch: (_, __, stream) => gone(stream),
    });

    await expect(scripted.state.teardownAndDestroy(types.Cluster, 'demo', { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining('goes on'),
    });
  });
});
