import {
  ANNOTATIONS,
  LABELS,
  newResource,
  type Resource,
  timestampOf,
  types,
  UNSTORED_VERSION,
  ValidationError,
  validateResource,
  withMetadata,
} from '@fleetwright/omni-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machineId } from '../seed/machines.ts';
import { type SandboxWithClient, sandboxWithClient } from '../testing/sandbox-client.ts';

/**
 * What the library says before a write against what the server does, for resources made of names that exist, exist
 * not, are locked or going, and of values on both sides of every rule.
 */
const VERSIONS = { talosVersion: '1.11.3', kubernetesVersion: '1.34.1' };
const RUNS = 150;

let server: SandboxWithClient;

beforeAll(async () => {
  const machines = [{ id: machineId(1) }, { id: machineId(2), talosVersion: '1.13.0' }];
  server = await sandboxWithClient({ controllers: { enabled: false }, seed: { machines } });
  server.sandbox.state.putAll(WORLD);
});
afterAll(() => server[Symbol.asyncDispose]());

const cluster = (id: string, annotations: Readonly<Record<string, string>> = {}) =>
  newResource(types.Cluster, { id, annotations, spec: VERSIONS });
const set = (id: string, owner: string, role: string, spec: object = {}) =>
  newResource(types.MachineSet, { id, labels: { [LABELS.cluster]: owner, [role]: '' }, spec });

const WORLD: readonly Resource[] = [
  cluster('demo'),
  cluster('locked', { [ANNOTATIONS.clusterLocked]: '' }),
  withMetadata(cluster('going'), { phase: 'tearingDown', finalizers: ['F'] }),
  newResource(types.MachineClass, { id: 'small', spec: { matchLabels: ['x'] } }),
  newResource(types.MachineClass, { id: 'made', spec: { autoProvision: { providerId: 'qemu' } } }),
  newResource(types.InfraProvider, { id: 'qemu' }),
  set('demo-control-planes', 'demo', LABELS.controlPlaneRole),
  set('demo-workers', 'demo', LABELS.workerRole),
  set('demo-class', 'demo', LABELS.workerRole, { machineAllocation: { name: 'small' } }),
];

const name = fc.constantFrom('demo', 'locked', 'going', 'none', '', 'a b');
const setName = fc.constantFrom('demo-workers', 'demo-class', 'demo-control-planes', 'demo-x', 'none-x', 'x', '');
const talos = fc.constantFrom('1.11.3', '1.10.5', '1.8.1', '1.99.0', 'v1.11.3', '1.11', '');
const kubernetes = fc.constantFrom('1.34.1', '1.33.1', '1.35.1', '1.30.0', 'v1.34.1', '');
const patch = fc.constantFrom(
  'machine: {}',
  'machine: {network: {}}',
  'cluster: {id: x}',
  'machine: [',
  '',
  'a',
  '- x',
);
const selector = fc.constantFrom(
  'a',
  'a = b',
  'a in (b, c)',
  'a b',
  '',
  '!omni.sidero.dev/no-manual-allocation',
  'x >= 3',
);
const seconds = fc.constantFrom(-1n, 0n, 1n, 3600n, 86_400n, 86_401n);
const labels = (values: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<Record<string, string>> =>
  fc
    .record(values, { requiredKeys: [] })
    .map((entries) => Object.fromEntries(Object.entries(entries).flatMap(present)));
const roles = { [LABELS.controlPlaneRole]: fc.constant(''), [LABELS.workerRole]: fc.constant('') };
const lock = labels({ [ANNOTATIONS.locked]: fc.constant(''), note: fc.string({ maxLength: 3 }) });
const present = ([key, value]: [string, string | undefined]): [string, string][] =>
  value === undefined ? [] : [[key, value]];
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const anyResource = fc.oneof<fc.Arbitrary<Resource>[]>(
  fc
    .record({
      id: name,
      talosVersion: talos,
      kubernetesVersion: kubernetes,
      interval: optional(seconds),
      encrypted: fc.boolean(),
    })
    .map(({ id, interval, encrypted, ...versions }) =>
      newResource(types.Cluster, {
        id,
        spec: {
          ...versions,
          ...(encrypted && { features: { diskEncryption: true } }),
          ...(interval !== undefined && { backupConfiguration: { interval: { seconds: interval } } }),
        },
      }),
    ),
  fc
    .record({
      id: setName,
      labels: labels({ [LABELS.cluster]: name, ...roles }),
      allocation: optional(
        fc.record({
          name: fc.constantFrom('small', 'made', 'none', ''),
          allocationType: fc.nat({ max: 1 }),
          machineCount: fc.nat({ max: 1 }),
        }),
      ),
      bootstrap: optional(fc.constantFrom('a', '../a', '/a')),
    })
    .map(({ allocation, bootstrap, ...rest }) =>
      newResource(types.MachineSet, {
        ...rest,
        spec: {
          ...(allocation !== undefined && { machineAllocation: allocation }),
          ...(bootstrap !== undefined && { bootstrapSpec: { clusterUuid: 'u', snapshot: bootstrap } }),
        },
      }),
    ),
  fc
    .record({
      id: fc.constantFrom(machineId(1), machineId(2), 'unknown'),
      labels: labels({ [LABELS.cluster]: name, [LABELS.machineSet]: setName, ...roles }),
      annotations: lock,
    })
    .map((options) => newResource(types.MachineSetNode, options)),
  fc
    .record({
      id: fc.constant('p'),
      labels: labels({ [LABELS.cluster]: name, [LABELS.machineSet]: setName }),
      data: patch,
    })
    .map(({ data, ...rest }) => newResource(types.ConfigPatch, { ...rest, spec: { data } })),
  fc
    .record({ labels: labels({ [LABELS.cluster]: name }), count: fc.constantFrom(0, 1, 256, 257) })
    .map(({ count, ...rest }) =>
      newResource(types.ExtensionsConfiguration, {
        id: 'e',
        ...rest,
        spec: { extensions: Array<string>(count).fill('a') },
      }),
    ),
  fc
    .record({
      selectors: fc.array(selector, { maxLength: 3 }),
      provider: optional(fc.constantFrom('qemu', 'none', '')),
    })
    .map(({ selectors, provider }) =>
      newResource(types.MachineClass, {
        id: 'c',
        spec: {
          matchLabels: selectors,
          ...(provider !== undefined && { autoProvision: { providerId: provider } }),
        },
      }),
    ),
  fc
    .record({ count: fc.constantFrom(0, 64, 65), bytes: fc.constantFrom(1, 256, 257) })
    .map(({ count, bytes }) =>
      newResource(types.KernelArg, { id: 'k', spec: { args: Array<string>(count).fill('x'.repeat(bytes)) } }),
    ),
  fc
    .constantFrom(-90_000, -30_000, 30_000, 90_000)
    .map((ms) =>
      newResource(types.EtcdManualBackup, { id: 'demo', spec: { backupAt: timestampOf(new Date(Date.now() + ms)) } }),
    ),
  fc.constantFrom('metal', 'Metal', 'a_b', '-a', 'x'.repeat(64)).map((id) => newResource(types.InfraProvider, { id })),
  fc
    .nat({ max: 2 })
    .map((architecture) => newResource(types.InstallationMediaConfig, { id: 'i', spec: { architecture } })),
  fc
    .record({ id: name, labels: labels({ a: fc.string({ unit: 'binary-ascii', maxLength: 3 }), '': fc.constant('') }) })
    .map((options) => newResource(types.MachineLabel, options)),
);

describe('the library and the server agree', () => {
  test('about every creation and change', async () => {
    const { client, sandbox } = server;
    await fc.assert(
      fc.asyncProperty(anyResource, async (resource) => {
        const before = sandbox.state.find(resource.type, resource.metadata.id);
        // What goes takes no change at all, whatever it is.
        fc.pre(before?.metadata.phase !== 'tearingDown');
        const expected = await client.resources.validate(resource);
        const offline = validateResource(resource, before === undefined ? {} : { current: before });

        const said = await refusal(before === undefined ? resource : withMetadata(resource, stored(before)));

        expect(said).toEqual([...new Set(expected.map(({ message }) => message))].toSorted());
        expect(expected).toEqual(expect.arrayContaining([...offline]));
        restore(resource, before);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 120_000);
});

/** What the server says is wrong; nothing when it stores the resource. */
async function refusal(resource: Resource): Promise<readonly string[]> {
  const { resources } = server.client;
  try {
    await (resource.metadata.version === UNSTORED_VERSION ? resources.create(resource) : resources.update(resource));
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.messages.toSorted();
  }
}

function stored({ metadata }: Resource) {
  const { version, phase, finalizers, owner, created, updated } = metadata;
  return { version, phase, finalizers, owner, created, updated };
}

function restore(resource: Resource, before: Resource | undefined): void {
  if (before === undefined) server.sandbox.state.remove(resource.type, resource.metadata.id);
  else server.sandbox.state.put(before);
}
