import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../errors/state-errors.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { timestampOf } from '../resources/timestamp.ts';
import { requireValid, validateRemoval, validateResource } from './validate-resource.ts';

const CLUSTER = 'omni.sidero.dev/cluster';
const MACHINE_SET = 'omni.sidero.dev/machine-set';
const CONTROL_PLANE = 'omni.sidero.dev/role-controlplane';
const WORKER = 'omni.sidero.dev/role-worker';
const LOCKED = 'omni.sidero.dev/locked';

const versions = { talosVersion: '1.11.3', kubernetesVersion: '1.34.1' };
const cluster = (id: string, spec: object = {}) => newResource(types.Cluster, { id, spec: { ...versions, ...spec } });
const machineSet = (id: string, labels: Readonly<Record<string, string>>, spec: object = {}) =>
  newResource(types.MachineSet, { id, labels, spec });
const patch = (data: string) => newResource(types.ConfigPatch, { id: 'p', spec: { data } });

const backupAt = (date: Date) =>
  newResource(types.EtcdManualBackup, { id: 'c', spec: { backupAt: timestampOf(date) } });

const paths = (resource: Resource, current?: Resource) =>
  validateResource(resource, current === undefined ? {} : { current }).map(({ path }) => path);

describe('validateResource finds nothing wrong with', () => {
  it.each<[string, Resource]>([
    ['a cluster', cluster('demo_1')],
    ['its control planes', machineSet('demo-control-planes', { [CLUSTER]: 'demo', [CONTROL_PLANE]: '' })],
    [
      'workers of a class',
      machineSet('demo-w', { [CLUSTER]: 'demo', [WORKER]: '' }, { machineAllocation: { name: 'c', machineCount: 3 } }),
    ],
    [
      'a node',
      newResource(types.MachineSetNode, {
        id: 'm',
        labels: { [CLUSTER]: 'demo', [MACHINE_SET]: 'demo-w', [WORKER]: '' },
        annotations: { [LOCKED]: '' },
      }),
    ],
    ['a patch', patch('machine:\n  network: {}\n')],
    ['no extensions at all', newResource(types.ExtensionsConfiguration, { id: 'e' })],
    ['a class', newResource(types.MachineClass, { id: 'c', spec: { matchLabels: ['omni.sidero.dev/cores >= 8'] } })],
    ['kernel arguments', newResource(types.KernelArg, { id: 'm', spec: { args: ['a=b'] } })],
    ['a backup asked for now', backupAt(new Date())],
    ['a disk to install on', newResource(types.MachineInstallDiskConfig, { id: 'm', spec: { disk: '/dev/vda' } })],
    ['a provider', newResource(types.InfraProvider, { id: 'bare-metal' })],
    ['secrets of a cluster', newResource(types.ImportedClusterSecret, { id: 'c', spec: { data: 'cluster: {id: x}' } })],
    ['a type without rules', newResource(types.MachineLabel, { id: 'm' })],
  ])('%s', (_name, resource) => {
    expect(validateResource(resource)).toEqual([]);
    expect(() => requireValid(resource)).not.toThrow();
  });
});

describe('validateResource finds', () => {
  it.each<[string, Resource, readonly string[]]>([
    [
      'names and versions of a cluster',
      cluster('a b', { talosVersion: 'v1.11.3', kubernetesVersion: '1.34' }),
      ['metadata.id', 'spec.talosVersion', 'spec.kubernetesVersion'],
    ],
    [
      'a backup without an interval',
      cluster('a', { backupConfiguration: { enabled: false } }),
      ['spec.backupConfiguration.interval'],
    ],
    ['a set of nobody', machineSet('x', {}), [`metadata.labels["${CLUSTER}"]`, 'metadata.labels']],
    [
      'a set of both roles',
      machineSet('x', { [CLUSTER]: 'demo', [WORKER]: '', [CONTROL_PLANE]: '' }),
      ['metadata.labels', 'metadata.id', 'metadata.id'],
    ],
    [
      'workers that take the name of control planes',
      machineSet('demo-control-planes', { [CLUSTER]: 'demo', [WORKER]: '' }),
      ['metadata.id'],
    ],
    [
      'what only control planes may have',
      machineSet('demo-w', { [CLUSTER]: 'demo', [WORKER]: '' }, { bootstrapSpec: { snapshot: '../x' } }),
      ['spec.bootstrapSpec', 'spec.bootstrapSpec.snapshot'],
    ],
    [
      'an allocation from nowhere',
      machineSet(
        'demo-w',
        { [CLUSTER]: 'demo', [WORKER]: '' },
        { machineAllocation: { allocationType: 1, machineCount: 2 } },
      ),
      ['spec.machineAllocation.name', 'spec.machineAllocation.machineCount'],
    ],
    [
      'a node without labels',
      newResource(types.MachineSetNode, { id: 'm' }),
      [`metadata.labels["${CLUSTER}"]`, `metadata.labels["${MACHINE_SET}"]`],
    ],
    [
      'a locked control plane',
      newResource(types.MachineSetNode, {
        id: 'm',
        labels: { [CLUSTER]: 'a', [MACHINE_SET]: 'b', [CONTROL_PLANE]: '' },
        annotations: { [LOCKED]: '' },
      }),
      [`metadata.annotations["${LOCKED}"]`],
    ],
    ['a patch that is none', patch('machine: ['), ['spec.data']],
    ['a patch with a forbidden field', patch('cluster: {id: x}'), ['spec.data']],
    ['a patch with two', patch('cluster: {id: x, token: y}'), ['spec.data', 'spec.data']],
    [
      'extensions of no cluster, and too many',
      newResource(types.ExtensionsConfiguration, { id: 'e', spec: { extensions: Array(257).fill('a') } }),
      [`metadata.labels["${CLUSTER}"]`, 'spec.extensions'],
    ],
    ['a class of nothing', newResource(types.MachineClass, { id: 'c' }), ['spec']],
    [
      'a class of both',
      newResource(types.MachineClass, { id: 'c', spec: { matchLabels: ['a'], autoProvision: {} } }),
      ['spec'],
    ],
    [
      'bad selectors',
      newResource(types.MachineClass, {
        id: 'c',
        spec: { matchLabels: ['a', 'a b', '!omni.sidero.dev/no-manual-allocation'] },
      }),
      ['spec.matchLabels[1]', 'spec.matchLabels[2]'],
    ],
    [
      'too many and too long kernel arguments',
      newResource(types.KernelArg, { id: 'm', spec: { args: [...Array(64).fill('a'), 'ä'.repeat(129)] } }),
      ['spec.args', 'spec.args[64]'],
    ],
    [
      'manifests without a mode',
      newResource(types.KubernetesManifestGroup, { id: 'x', labels: { 'omni.sidero.dev/system-manifest': '' } }),
      ['spec.mode', `metadata.labels["${CLUSTER}"]`, 'metadata.labels["omni.sidero.dev/system-manifest"]'],
    ],
    [
      'health checks in a hurry',
      newResource(types.KubernetesHealthCheck, { id: 'x', spec: { interval: { seconds: 1n } } }),
      ['spec.job', 'spec.interval'],
    ],
    ['a backup at another time', backupAt(new Date(Date.now() + 90_000)), ['spec.backupAt']],
    ['a backup at no time', newResource(types.EtcdManualBackup, { id: 'c' }), ['spec.backupAt']],
    ['no disk to install on', newResource(types.MachineInstallDiskConfig, { id: 'm' }), ['spec']],
    [
      'two ways to a disk',
      newResource(types.MachineInstallDiskConfig, { id: 'm', spec: { disk: 'a', diskSelector: 'b' } }),
      ['spec'],
    ],
    ['a provider without a proper name', newResource(types.InfraProvider, { id: 'Bare Metal' }), ['metadata.id']],
    ['a default token that is none', newResource(types.DefaultJoinToken, { id: 'x' }), ['metadata.id', 'spec.tokenId']],
    [
      'an EULA accepted by nobody',
      newResource(types.EulaAcceptance, { id: 'x', spec: { acceptedByName: ' ' } }),
      ['metadata.id', 'spec.acceptedByName', 'spec.acceptedByEmail'],
    ],
    ['media for nothing', newResource(types.InstallationMediaConfig, { id: 'x' }), ['spec.architecture']],
    [
      'secrets that are no bundle',
      newResource(types.ImportedClusterSecret, { id: 'c', spec: { data: '- a' } }),
      ['spec.data'],
    ],
    [
      'limits of metadata',
      newResource(types.MachineLabel, {
        id: '',
        labels: { '': 'a', b: '\u0007', c: 'x'.repeat(16_385) },
        annotations: { ['d'.repeat(1025)]: '' },
      }),
      [
        'metadata.id',
        'metadata.labels[""]',
        'metadata.labels["b"]',
        'metadata.labels["c"]',
        `metadata.annotations["${'d'.repeat(1025)}"]`,
      ],
    ],
    [
      'too many labels',
      newResource(types.MachineLabel, {
        id: 'x',
        labels: Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`l${index}`, ''])),
      }),
      ['metadata.labels'],
    ],
  ])('%s', (_name, resource, expected) => {
    expect(paths(resource)).toEqual(expected);
  });
});

describe('a change', () => {
  it('may leave what was accepted once', () => {
    const odd = newResource(types.MachineLabel, { id: '', labels: { a: '\u0007' } });
    const old = cluster('a b', { talosVersion: 'old' });
    const stored = patch('machine: [');

    expect(paths(odd, odd)).toEqual([]);
    expect(paths(old, old)).toEqual([]);
    expect(paths(stored, stored)).toEqual([]);
  });

  it.each<[string, Resource, Resource, readonly string[]]>([
    [
      'disk encryption',
      cluster('a'),
      cluster('a', { features: { diskEncryption: true } }),
      ['spec.features.diskEncryption'],
    ],
    [
      'the cluster of a set',
      machineSet('a-w', { [CLUSTER]: 'a', [WORKER]: '' }),
      machineSet('a-w', { [CLUSTER]: 'b', [WORKER]: '' }),
      [`metadata.labels["${CLUSTER}"]`],
    ],
    [
      'where a set came from',
      machineSet('a-c', { [CONTROL_PLANE]: '' }, { bootstrapSpec: { snapshot: 'a' } }),
      machineSet('a-c', { [CONTROL_PLANE]: '' }, { bootstrapSpec: { snapshot: 'b' } }),
      ['spec.bootstrapSpec'],
    ],
    [
      'the set of a node',
      newResource(types.MachineSetNode, { id: 'm', labels: { [CLUSTER]: 'a', [MACHINE_SET]: 'b' } }),
      newResource(types.MachineSetNode, { id: 'm', labels: { [CLUSTER]: 'a' } }),
      [`metadata.labels["${MACHINE_SET}"]`],
    ],
    [
      'Kubernetes over a minor version',
      cluster('a'),
      cluster('a', { kubernetesVersion: '1.36.0' }),
      ['spec.kubernetesVersion'],
    ],
    [
      'the acceptance of a machine',
      newResource(types.InfraMachineConfig, { id: 'm', spec: { acceptanceStatus: 1 } }),
      newResource(types.InfraMachineConfig, { id: 'm', spec: { acceptanceStatus: 2 } }),
      ['spec.acceptanceStatus'],
    ],
    [
      'the name of a token',
      newResource(types.JoinToken, { id: 't', spec: { name: 'a name older than the rule' } }),
      newResource(types.JoinToken, { id: 't', spec: { name: 'seventeen letters' } }),
      ['spec.name'],
    ],
    ['a patch for the worse', patch('machine: {}'), patch('cluster: {id: x}'), ['spec.data']],
  ])('of %s is refused', (_name, current, next, expected) => {
    expect(paths(next, current)).toEqual(expected);
  });

  it('of a locked cluster is refused, but for its unlocking', () => {
    const locked = newResource(types.Cluster, {
      id: 'a',
      annotations: { 'omni.sidero.dev/cluster-locked': '' },
      spec: versions,
    });

    expect(paths(locked, locked)).toEqual(['metadata.annotations']);
    expect(paths(cluster('a'), locked)).toEqual([]);
  });
});

describe('a removal', () => {
  const locked = { 'omni.sidero.dev/cluster-locked': '' };
  const importing = { ...locked, 'omni.sidero.dev/cluster-import-is-in-progress': '' };

  it.each<[string, Resource, readonly string[]]>([
    ['of a cluster', cluster('a'), []],
    ['of a locked cluster', newResource(types.Cluster, { id: 'a', annotations: locked }), ['metadata.annotations']],
    ['of a cluster whose import goes wrong', newResource(types.Cluster, { id: 'a', annotations: importing }), []],
    ['of the default token', newResource(types.DefaultJoinToken, { id: 'default' }), ['metadata.id']],
    ['of a type without rules', newResource(types.MachineLabel, { id: 'm' }), []],
  ])('%s is judged by what the resource says', (_name, resource, expected) => {
    expect(validateRemoval(resource).map(({ path }) => path)).toEqual(expected);
  });
});

describe('requireValid', () => {
  it('throws all problems with their paths', () => {
    expect(() => requireValid(cluster('a b', { talosVersion: 'x' }))).toThrow(ValidationError);
    expect(() => requireValid(cluster('a b', { talosVersion: 'x' }))).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        resource: 'Clusters.omni.sidero.dev(default/a b)',
        messages: [expect.stringMatching(/^metadata\.id: /), 'spec.talosVersion: invalid talos version "x"'],
      }),
    );
  });
});

it('judges any patch text without breaking', () => {
  fc.assert(
    fc.property(fc.string(), (data) => {
      expect(validateResource(patch(data)).every(({ path }) => path === 'spec.data')).toBe(true);
    }),
  );
});
