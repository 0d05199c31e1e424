import { newResource, types, withMetadata } from '@fleetwright/omni-core';
import { messageCodec, omniResources, resourceService } from '@fleetwright/omni-core/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { SignedCalls } from '../testing/signed-call.ts';
import { callUnary, outcomeOf } from '../testing/unary-call.ts';

const OMNI = { headers: { runtime: 'Omni' } } as const;
const ANY = { data: 'machine: {}' };
const PATCH = { namespace: 'default', type: types.ConfigPatch.type };

let sandbox: Sandbox;
let calls: SignedCalls;

beforeAll(async () => {
  sandbox = await startSandbox({ controllers: { enabled: false }, seed: { machines: 0 } });
  calls = await SignedCalls.open(sandbox);
});
afterAll(async () => {
  calls[Symbol.dispose]();
  await sandbox[Symbol.asyncDispose]();
});

function create(id: string, spec: unknown, labels: Record<string, string> = {}) {
  const resource = { metadata: { ...PATCH, id, labels }, spec: JSON.stringify(spec) };
  return callUnary(calls, resourceService.create, { resource }, OMNI);
}

async function read(id: string): Promise<unknown> {
  return JSON.parse((await callUnary(calls, resourceService.get, { ...PATCH, id }, OMNI)).body);
}

describe('the resource service', () => {
  test('creates, reads, updates and deletes with specs in JSON', async () => {
    await create('crud', { data: 'machine: {}' }, { a: 'b' });
    const created = await read('crud');
    const resource = { metadata: { ...PATCH, id: 'crud' }, spec: '{"data":"cluster: {}"}' };
    await callUnary(calls, resourceService.update, { currentVersion: '1', resource }, OMNI);
    const updated = await read('crud');
    const again = callUnary(calls, resourceService.update, { currentVersion: '1', resource }, OMNI);
    const conflict = await outcomeOf(again);
    await callUnary(calls, resourceService.delete, { ...PATCH, id: 'crud' }, OMNI);

    expect(created).toMatchObject({
      metadata: { ...PATCH, id: 'crud', version: '1', phase: 'running', owner: '', labels: { a: 'b' } },
      spec: { data: 'machine: {}' },
    });
    expect(updated).toMatchObject({ metadata: { version: '2' }, spec: { data: 'cluster: {}' } });
    expect(conflict).toMatch(/^9 .*update conflict/);
    expect(await outcomeOf(read('crud'))).toMatch(/^5 /);
  });

  test('tears down without removing what is held', async () => {
    const held = newResource(types.ConfigPatch, { id: 'held', spec: {} });
    sandbox.state.put(withMetadata(held, { ...held.metadata, finalizers: ['me'] }));

    await callUnary(calls, resourceService.teardown, { ...PATCH, id: 'held' }, OMNI);

    expect(await read('held')).toMatchObject({ metadata: { phase: 'tearingDown', finalizers: ['me'] } });
  });

  test('lists pages, by label and in both directions', async () => {
    for (const id of ['p1', 'p2', 'p3']) await create(id, ANY, { page: 'yes' });
    const list = async (view: { offset?: number; limit?: number; sortDescending?: boolean }) => {
      const variation = { headers: { runtime: 'Omni', selectors: 'page=yes' } };
      const { items, total } = await callUnary(calls, resourceService.list, { ...PATCH, ...view }, variation);
      return [total, ...items.map((item) => (JSON.parse(item) as { metadata: { id: string } }).metadata.id)];
    };

    expect(await list({})).toEqual([3, 'p1', 'p2', 'p3']);
    expect(await list({ offset: 1, limit: 1 })).toEqual([3, 'p2']);
    expect(await list({ sortDescending: true, limit: 2 })).toEqual([3, 'p3', 'p2']);
  });

  test('watches: what is there, a mark, then changes', async () => {
    await create('w1', ANY, { watched: 'yes' });
    const seen: [number, string, number][] = [];
    const request = messageCodec('omni.resources.WatchRequest').encode(PATCH);
    const variation = { headers: { runtime: 'Omni', selectors: 'watched=yes' } };

    for await (const bytes of calls.stream(resourceService.watch.path, request, variation)) {
      const { event, total } = messageCodec('omni.resources.WatchResponse').decode(bytes);
      const json =
        event?.resource === '' ? undefined : (JSON.parse(event?.resource ?? '') as { metadata: { id: string } });
      seen.push([event?.eventType ?? 0, json?.metadata.id ?? '', total]);
      if (event?.eventType === omniResources.EventType.BOOTSTRAPPED) await create('w2', ANY, { watched: 'yes' });
      if (seen.length === 3) break;
    }

    const { CREATED, BOOTSTRAPPED } = omniResources.EventType;
    expect(seen).toEqual([
      [CREATED, 'w1', 1],
      [BOOTSTRAPPED, '', 1],
      [CREATED, 'w2', 2],
    ]);
  });

  test.each([
    ['searching', { ...PATCH, searchFor: ['x'] }, '12 the sandbox does not search lists'],
    ['other orders', { ...PATCH, sortByField: 'created' }, '12 the sandbox sorts lists by id only, not by "created"'],
  ])('says that it leaves out %s', async (_name, request, expected) => {
    expect(await outcomeOf(callUnary(calls, resourceService.list, request, OMNI))).toBe(expected);
  });

  test('refuses specs that do not fit', async () => {
    expect(await outcomeOf(create('bad', { nonsense: true }))).toBe('3 unknown field "nonsense" in spec');
    expect(await outcomeOf(create('bad', 7))).toBe('3 spec must be an object');
  });
});
