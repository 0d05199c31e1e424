import {
  ANNOTATIONS,
  isOmniError,
  LABELS,
  newResource,
  type Resource,
  type State,
  types,
  withMetadata,
} from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machineId } from '../seed/machines.ts';
import { type SandboxWithClient, sandboxWithClient } from '../testing/sandbox-client.ts';

const VERSIONS = { talosVersion: '1.11.3', kubernetesVersion: '1.34.1' };

let server: SandboxWithClient;
let state: State;

beforeAll(async () => {
  const machines = [
    { id: machineId(1) },
    { id: machineId(2), talosVersion: '1.13.0' },
    { id: machineId(3), talosVersion: '1.10.0', installed: false },
  ];
  server = await sandboxWithClient({ controllers: { enabled: false }, seed: { machines } });
  state = server.client.resources;
  for (const id of ['demo', 'locked', 'going']) await state.create(cluster(id));
  for (const id of ['demo', 'going']) {
    await state.create(set(`${id}-control-planes`, id, LABELS.controlPlaneRole));
    await state.create(set(`${id}-workers`, id, LABELS.workerRole));
  }
  await state.create(newResource(types.MachineClass, { id: 'small', spec: { matchLabels: ['x'] } }));
  await state.create(set('demo-class', 'demo', LABELS.workerRole, { machineAllocation: allocation('small', 1) }));
  await state.modify(types.Cluster, 'locked', (draft) => {
    draft.annotations[ANNOTATIONS.clusterLocked] = '';
  });
  server.sandbox.state.put(withMetadata(cluster('going'), { phase: 'tearingDown', finalizers: ['F'] }));
});
afterAll(() => server[Symbol.asyncDispose]());

function cluster(id: string, spec: Partial<specs.ClusterSpec> = {}): Resource {
  return newResource(types.Cluster, { id, spec: { ...VERSIONS, ...spec } });
}

function allocation(name: string, machineCount: number, allocationType = 0) {
  return { name, machineCount, allocationType };
}

function set(id: string, owner: string, role: string, spec: object = {}): Resource {
  const labels = { ...(owner !== '' && { [LABELS.cluster]: owner }), ...(role !== '' && { [role]: '' }) };
  return newResource(types.MachineSet, { id, labels, spec: { updateStrategy: 1, ...spec } });
}

function node(id: string, owner: string, setId: string, options: { role?: string; locked?: boolean } = {}): Resource {
  const { role = LABELS.workerRole, locked = false } = options;
  return newResource(types.MachineSetNode, {
    id,
    labels: { [LABELS.cluster]: owner, [LABELS.machineSet]: setId, [role]: '' },
    annotations: locked ? { [ANNOTATIONS.locked]: '' } : {},
  });
}

function patch(data: string, labels: Record<string, string> = {}): Resource {
  return newResource(types.ConfigPatch, { id: 'p', labels, spec: { data } });
}

async function refusal(write: Promise<unknown>): Promise<string> {
  try {
    await write;
    return 'accepted';
  } catch (error) {
    if (!isOmniError(error, 'validation_failed')) throw error;
    return error.message;
  }
}

describe('refused on creation', () => {
  test.each<[string, () => Resource, RegExp]>([
    ['a cluster with blanks in its name', () => cluster('a b'), /letters, digits, dashes/],
    ['a Talos version with v', () => cluster('x', { talosVersion: 'v1.11.3' }), /invalid talos version "v1.11.3"/],
    ['an unknown Talos version', () => cluster('x', { talosVersion: '1.99.0' }), /"1.99.0" is not supported/],
    ['a deprecated Talos version', () => cluster('x', { talosVersion: '1.8.1' }), /no longer supported/],
    ['an incompatible Kubernetes version', () => cluster('x', { kubernetesVersion: '1.36.1' }), /not compatible/],
    [
      'a backup interval out of range',
      () => cluster('x', { backupConfiguration: { interval: { seconds: 5n, nanos: 0 }, enabled: false } }),
      /backup interval/,
    ],
    ['a set without a cluster', () => set('x', '', LABELS.workerRole), /does not have cluster label/],
    ['a set of an unknown cluster', () => set('none-x', 'none', LABELS.workerRole), /"none" does not exist/],
    ['a set of a cluster that goes', () => set('going-x', 'going', LABELS.workerRole), /is tearing down/],
    ['a set of a locked cluster', () => set('locked-x', 'locked', LABELS.workerRole), /is locked/],
    ['a set without a role', () => set('demo-x', 'demo', ''), /exactly one/],
    ['a set named after another cluster', () => set('x', 'demo', LABELS.workerRole), /should start with/],
    [
      'control planes of another name',
      () => set('demo-x', 'demo', LABELS.controlPlaneRole),
      /"demo-control-planes" as the id/,
    ],
    [
      'a set of an unknown class',
      () => set('demo-x', 'demo', LABELS.workerRole, { machineAllocation: allocation('none', 1) }),
      /"none" doesn't exist/,
    ],
    [
      'a count without static allocation',
      () => set('demo-x', 'demo', LABELS.workerRole, { machineAllocation: allocation('small', 1, 1) }),
      /static allocation type/,
    ],
    ['a node of a set with a class', () => node(machineId(1), 'demo', 'demo-class'), /automated machine allocation/],
    ['a node of an unknown set', () => node(machineId(1), 'demo', 'demo-none'), /"demo-none" does not exist/],
    ['a node with a newer Talos', () => node(machineId(2), 'demo', 'demo-workers'), /newer Talos version/],
    ['a machine on boot media of another minor', () => node(machineId(3), 'demo', 'demo-workers'), /boot media/],
    [
      'a locked control plane',
      () => node(machineId(1), 'demo', 'demo-control-planes', { role: LABELS.controlPlaneRole, locked: true }),
      /locking controlplanes/,
    ],
    ['a patch with a forbidden field', () => patch('cluster: {id: x}'), /overriding "cluster.id" is not allowed/],
    ['a patch that is no YAML', () => patch('machine: ['), /decode error/],
    ['a patch for a cluster that goes', () => patch('machine: {}', { [LABELS.cluster]: 'going' }), /is tearing down/],
    [
      'extensions without a cluster',
      () => newResource(types.ExtensionsConfiguration, { id: 'x', spec: { extensions: ['a/b'] } }),
      /cluster label/,
    ],
    [
      'manifests without a mode',
      () => newResource(types.KubernetesManifestGroup, { id: 'x', labels: { [LABELS.cluster]: 'demo' } }),
      /mode should be set/,
    ],
    [
      'too many kernel arguments',
      () => newResource(types.KernelArg, { id: 'x', spec: { args: Array(65).fill('a') } }),
      /too many kernel args/,
    ],
    [
      'a class that selects nothing',
      () => newResource(types.MachineClass, { id: 'x' }),
      /either match labels or auto provision/,
    ],
    [
      'a class with a bad selector',
      () => newResource(types.MachineClass, { id: 'x', spec: { matchLabels: ['a b c'] } }),
      /failed to parse selector/,
    ],
    ['a health check without a job', () => newResource(types.KubernetesHealthCheck, { id: 'x' }), /job is required/],
    ['an empty id', () => newResource(types.MachineLabel, { id: '' }), /id must not be empty/],
    [
      'a label value over the limit',
      () => newResource(types.MachineLabel, { id: 'x', labels: { a: 'x'.repeat(16_385) } }),
      /longer than 16384/,
    ],
    [
      'a control character in a label',
      () => newResource(types.MachineLabel, { id: 'x', labels: { a: '\u0007' } }),
      /control characters/,
    ],
  ])('%s', async (_name, resource, reason) => {
    expect(await refusal(state.create(resource()))).toMatch(reason);
  });

  test('with all reasons at once', async () => {
    expect(await refusal(state.create(set('x', 'demo', '')))).toMatch(/exactly one.*should start with/s);
  });
});

describe('refused on change or removal', () => {
  const change = (id: string, spec: object) =>
    refusal(state.modify(types.Cluster, id, (draft) => void Object.assign(draft.spec, spec)));

  test('versions that cannot be reached', async () => {
    expect(await change('demo', { kubernetesVersion: '1.32.1' })).toMatch(/unsupported kubernetes upgrade path/);
    expect(await change('demo', { talosVersion: '1.10.5', kubernetesVersion: '1.33.1' })).toMatch(
      /created with "1.11.3"/,
    );
  });

  test('anything about a locked cluster but its unlocking', async () => {
    expect(await change('locked', { talosVersion: '1.11.4' })).toMatch(/is locked/);
    expect(await refusal(state.teardown(types.Cluster, 'locked'))).toMatch(/is locked/);

    const unlocked = state.modify(types.Cluster, 'locked', (draft) => {
      delete draft.annotations[ANNOTATIONS.clusterLocked];
    });

    expect(await refusal(unlocked)).toBe('accepted');
    await state.modify(types.Cluster, 'locked', (draft) => {
      draft.annotations[ANNOTATIONS.clusterLocked] = '';
    });
  });

  test('another cluster for a set, and another set for a node', async () => {
    await state.create(node(machineId(1), 'demo', 'demo-workers', { locked: true }));
    const moved = (type: typeof types.MachineSet | typeof types.MachineSetNode, id: string, key: string) =>
      refusal(state.modify<object>(type, id, (draft) => void Object.assign(draft.labels, { [key]: 'other' })));

    expect(await moved(types.MachineSet, 'demo-workers', LABELS.cluster)).toMatch(/cluster label cannot be changed/);
    expect(await moved(types.MachineSetNode, machineId(1), LABELS.machineSet)).toMatch(
      /machine set label cannot be changed/,
    );
  });

  test('removing a locked node, or a class in use', async () => {
    expect(await refusal(state.teardown(types.MachineSetNode, machineId(1)))).toMatch(/is locked/);
    expect(await refusal(state.teardown(types.MachineClass, 'small'))).toMatch(
      /still in use by machine sets: demo-class/,
    );
  });
});

test('without validation everything is stored', async () => {
  await using lax = await sandboxWithClient({ validation: false, controllers: { enabled: false } });

  const created = await lax.client.resources.create(newResource(types.Cluster, { id: 'a b' }));

  expect(created.metadata.version).toBe('1');
});
