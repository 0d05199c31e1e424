import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StatusError } from '../status/status-error.ts';
import { Store } from './store.ts';
import type { StoreEvent } from './store-event.ts';
import type { StoredResource } from './stored-resource.ts';

const KIND = { namespace: 'default', type: 'Things.test' };
const NEVER = { seconds: 0n, nanos: 0 };
const id = fc.constantFrom('a', 'b', 'c');
const owner = fc.constantFrom('', 'Controller');
const finalizers = fc.subarray(['x', 'y']);

/** The rules once more, as plainly as they can be said. */
type Model = Map<string, { version: number; owner: string; torn: boolean; finalizers: readonly string[] }>;

type Command =
  | { readonly kind: 'create'; readonly id: string; readonly owner: string; readonly finalizers: readonly string[] }
  | {
      readonly kind: 'update';
      readonly id: string;
      readonly owner: string;
      readonly stale: boolean;
      readonly finalizers: readonly string[];
      readonly mustRun: boolean;
    }
  | { readonly kind: 'teardown' | 'destroy'; readonly id: string; readonly owner: string };

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), id, owner, finalizers }),
  fc.record({
    kind: fc.constant('update' as const),
    id,
    owner,
    finalizers,
    stale: fc.boolean(),
    mustRun: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('teardown' as const, 'destroy' as const), id, owner }),
);

function expected(model: Model, step: Command): string {
  const current = model.get(step.id);
  if (step.kind === 'create') {
    if (current !== undefined) return 'ALREADY_EXISTS';
    model.set(step.id, { version: 1, owner: step.owner, torn: false, finalizers: step.finalizers });
    return 'ok';
  }
  if (current === undefined) return 'NOT_FOUND';
  if (step.kind === 'update' && step.stale) return 'FAILED_PRECONDITION';
  if (current.owner !== step.owner) return 'PERMISSION_DENIED';
  if (step.kind === 'update') {
    if (step.mustRun && current.torn) return 'INVALID_ARGUMENT';
    model.set(step.id, { ...current, version: current.version + 1, finalizers: step.finalizers });
  } else if (step.kind === 'teardown') {
    if (!current.torn) model.set(step.id, { ...current, version: current.version + 1, torn: true });
  } else {
    if (current.finalizers.length > 0) return 'FAILED_PRECONDITION';
    model.delete(step.id);
  }
  return 'ok';
}

function actual(store: Store, step: Command): string {
  const key = { ...KIND, id: step.id };
  const current = store.find(key);
  const version = current?.version ?? 0;
  const input = { ...key, owner: '', phase: 'running', created: NEVER, updated: NEVER, labels: {}, annotations: {} };
  const spec = new Uint8Array();
  try {
    if (step.kind === 'create') {
      store.create({ ...input, phase: 'running', version: 0, finalizers: step.finalizers, spec }, step.owner);
    } else if (step.kind === 'update') {
      const next: StoredResource = {
        ...input,
        phase: current?.phase ?? 'running',
        version: step.stale ? version + 1 : version,
        finalizers: step.finalizers,
        spec,
      };
      store.update(next, { owner: step.owner, expectedPhase: step.mustRun ? 'running' : undefined });
    } else {
      store[step.kind](key, step.owner);
    }
    return 'ok';
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
}

test('the store does what the rules say, whatever is asked of it, and its events tell the whole story', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (steps) => {
      const store = new Store();
      const model: Model = new Map();
      const replica = new Map<string, StoredResource>();
      const start = store.bookmark('default');
      store.listen(KIND, (event) => follow(replica, event));

      for (const step of steps) expect(actual(store, step)).toBe(expected(model, step));

      const stored = store.list(KIND);
      expect(stored.map(({ id: name, version, phase }) => [name, version, phase === 'tearingDown'])).toEqual(
        [...model].sort().map(([name, { version, torn }]) => [name, version, torn]),
      );
      expect([...replica.values()].sort(byId)).toEqual(stored);
      const replayed = new Map<string, StoredResource>();
      for (const event of store.eventsSince(KIND, start)) follow(replayed, event);
      expect([...replayed.values()].sort(byId)).toEqual(stored);
    }),
  );
});

function follow(replica: Map<string, StoredResource>, event: StoreEvent): void {
  if (event.kind === 'destroyed') replica.delete(event.resource.id);
  else replica.set(event.resource.id, event.resource);
}

function byId(left: StoredResource, right: StoredResource): number {
  return left.id < right.id ? -1 : 1;
}
