import { messageCodec } from '@fleetwright/omni-core/wire';
import { Metadata } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { DEFAULT_TARGET } from '../access/target.ts';
import { AuditLog } from '../audit/audit-log.ts';
import type { Caller } from '../auth/role.ts';
import { Store } from '../store/store.ts';
import { TypedStore } from '../store/typed-store.ts';
import { Encoder } from './encoder.ts';
import { GuardedState } from './guarded-state.ts';
import { serveWatch } from './serve-watch.ts';

const CALLER: Caller = { identity: 'x', userId: 'u', role: 'Admin', fingerprint: 'f' };
const KIND = { namespace: 'default', type: 'MachineLabels.omni.sidero.dev' };
const response = messageCodec('cosi.resource.WatchResponse');

function server(): { store: Store; state: GuardedState } {
  const clock = () => new Date(0);
  const store = new Store({ clock });
  const options = {
    target: DEFAULT_TARGET,
    endpoint: () => '',
    encoder: new Encoder('1.9'),
    validator: undefined,
    audit: new AuditLog({ clock }),
  };
  return { store, state: new GuardedState(new TypedStore(store, clock), options) };
}

function add(store: Store, id: string): void {
  const never = { seconds: 0n, nanos: 0 };
  store.create({
    ...KIND,
    id,
    version: 0,
    owner: '',
    phase: 'running',
    created: never,
    updated: never,
    finalizers: [],
    labels: {},
    annotations: {},
    spec: new Uint8Array(),
  });
}

/** Serves a watch to a reader that takes `limit` messages and leaves; answers the event numbers of each message. */
async function messages(
  request: object,
  limit: number,
  { store, state }: ReturnType<typeof server>,
  whenOpen: (store: Store) => void = () => undefined,
): Promise<number[][]> {
  const gone = new AbortController();
  const received: number[][] = [];
  const codec = messageCodec('cosi.resource.WatchRequest');
  const decoded = codec.decode(codec.encode({ ...KIND, apiVersion: 1, ...request }));
  await serveWatch(state, { caller: CALLER, metadata: new Metadata(), signal: gone.signal }, decoded, {
    send: async (bytes) => {
      received.push(response.decode(bytes).event.map(({ eventType }) => eventType));
      if (received.length === 1) whenOpen(store);
      if (received.length >= limit) gone.abort();
    },
  });
  return received;
}

test('a watch opens with an empty message, then tells of what exists', async () => {
  const served = server();
  add(served.store, 'a');

  expect(await messages({ options: { bootstrapContents: true } }, 3, served)).toEqual([[], [0], [3]]);
});

test('clients of the first protocol are spared the marker they do not know', async () => {
  const served = server();
  add(served.store, 'a');

  const received = await messages({ apiVersion: 0, options: { bootstrapContents: true } }, 3, served, (store) =>
    add(store, 'b'),
  );

  expect(received).toEqual([[], [0], [0]]);
});

test('aggregated events share a message', async () => {
  const served = server();
  for (const id of ['a', 'b']) add(served.store, id);

  expect(await messages({ options: { bootstrapContents: true, aggregated: true } }, 2, served)).toEqual([
    [],
    [0, 0, 3],
  ]);
});

test('a bookmark can be asked for without the contents', async () => {
  expect(await messages({ options: { bootstrapBookmark: true } }, 2, server())).toEqual([[], [5]]);
});

test('a reader that falls too far behind is told that its watch is dead', async () => {
  const flood = (store: Store) => store.batch(() => Array.from({ length: 50_002 }, (_, id) => add(store, `m${id}`)));

  const received = await messages({}, 2, server(), flood);

  expect(received).toEqual([[], [4]]);
});

test.each([
  [{ options: { tailEvents: 1 } }, 'operation tailEvents is not supported'],
  [{ id: 'a', options: { bootstrapContents: true } }, 'bootstrap contents is not implemented for resource watch'],
  [{ id: 'a', options: { labelQuery: [{ terms: [] }] } }, 'label query is not implemented for resource watch'],
  [{ options: { startFromBookmark: Buffer.from('x') } }, 'invalid watch bookmark'],
  [{ options: { idQuery: { regexp: '(' } } }, /failed to compile regexp/],
])('a watch of %j is refused', async (request, reason) => {
  await expect(messages(request, 1, server())).rejects.toThrow(reason);
});
