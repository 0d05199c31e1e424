import { describe, expect, it } from 'vitest';
import { AccessError } from '../errors/call-errors.ts';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import { MemoryState, type MemoryStateOptions } from '../testing/memory-state.ts';
import { SecretRotationSpec } from '../wire/gen/specs.ts';
import { type ValidateAgainstOptions, validateAgainst } from './validate-against.ts';

const versions = { talosVersion: '1.11.3', kubernetesVersion: '1.34.1' };
const talos = (id: string, spec: object = {}) =>
  newResource(types.TalosVersion, {
    id,
    spec: { compatibleKubernetesVersions: ['1.33.1', '1.34.1', '1.35.1'], ...spec },
  });
const cluster = (id: string, spec: object = {}, annotations: Readonly<Record<string, string>> = {}) =>
  newResource(types.Cluster, { id, annotations, spec: { ...versions, ...spec } });
const set = (id: string, owner: string, role: string, spec: object = {}) =>
  newResource(types.MachineSet, { id, labels: { [LABELS.cluster]: owner, [role]: '' }, spec });
const node = (id: string, owner: string, setId: string, options: { locked?: boolean; managed?: boolean } = {}) =>
  newResource(types.MachineSetNode, {
    id,
    labels: {
      [LABELS.cluster]: owner,
      [LABELS.machineSet]: setId,
      [LABELS.workerRole]: '',
      ...(options.managed === true && { [LABELS.managedByNodeController]: '' }),
    },
    annotations: options.locked === true ? { [ANNOTATIONS.locked]: '' } : {},
  });
const machine = (id: string, talosVersion: string, labels: object = {}) =>
  newResource(types.MachineStatus, { id, labels: { ...labels }, spec: { talosVersion } });
const patch = (owner: string) =>
  newResource(types.ConfigPatch, { id: 'p', labels: { [LABELS.cluster]: owner }, spec: { data: 'machine: {}' } });
const going = (resource: Resource) => withMetadata(resource, { phase: 'tearingDown', finalizers: ['F'] });
const ofClass = { machineAllocation: { name: 'small', machineCount: 1 } };

const WORLD: readonly Resource[] = [
  talos('1.11.3'),
  talos('1.10.5'),
  talos('1.8.1', { deprecated: true }),
  talos('1.7.0', { unsupported: true }),
  newResource(types.TalosExtension, { id: '1.11.3', spec: { items: [{ name: 'siderolabs/gvisor' }] } }),
  cluster('demo'),
  cluster('locked', {}, { [ANNOTATIONS.clusterLocked]: '' }),
  cluster('importing', {}, { [ANNOTATIONS.clusterLocked]: '', [ANNOTATIONS.clusterImportInProgress]: '' }),
  going(cluster('going')),
  newResource(types.ClusterBootstrapStatus, { id: 'demo', spec: { bootstrapped: true } }),
  newResource(types.KubernetesUpgradeStatus, { id: 'demo', spec: { lastUpgradeVersion: '1.33.1' } }),
  newResource(types.MachineClass, { id: 'small', spec: { matchLabels: ['x'] } }),
  newResource(types.MachineClass, { id: 'made', spec: { autoProvision: { providerId: 'qemu' } } }),
  newResource(types.InfraProvider, { id: 'qemu' }),
  newResource(types.InfraProvider, { id: 'metal' }),
  newResource(types.InfraProviderStatus, { id: 'metal', labels: { [LABELS.staticInfraProvider]: '' } }),
  set('demo-workers', 'demo', LABELS.workerRole),
  set('demo-class', 'demo', LABELS.workerRole, ofClass),
  going(set('demo-going', 'demo', LABELS.workerRole)),
  set('locked-workers', 'locked', LABELS.workerRole),
  set('demo-control-planes', 'demo', LABELS.controlPlaneRole, { bootstrapSpec: { snapshot: 'a', clusterUuid: 'u' } }),
  node('stays', 'demo', 'demo-workers', { locked: true }),
  node('leaves', 'demo', 'demo-going', { locked: true }),
  newResource(types.ClusterMachine, { id: 'back' }),
  machine('old', '1.11.0'),
  machine('new', '1.13.0'),
  machine('media', '1.10.0'),
  machine('installed', '1.10.0', { [LABELS.installed]: '' }),
  newResource(types.JoinToken, { id: 'token' }),
  newResource(types.DefaultJoinToken, { id: 'default', spec: { tokenId: 'token' } }),
  newResource(types.InfraMachineConfig, { id: 'accepted', spec: { acceptanceStatus: 1 } }),
  newResource(types.Link, { id: 'accepted' }),
  newResource(types.RotateTalosCA, { id: 'demo' }),
  newResource(types.ClusterSecretsRotationStatus, { id: 'demo', spec: { phase: SecretRotationSpec.Phase.ROTATE } }),
];

async function paths(resource: Resource, options: ValidateAgainstOptions = {}, state: MemoryStateOptions = {}) {
  const problems = await validateAgainst(new MemoryState({ resources: WORLD, ...state }), resource, options);
  return problems.map(({ path }) => path);
}

const CLUSTER = `metadata.labels["${LABELS.cluster}"]`;
const SET = `metadata.labels["${LABELS.machineSet}"]`;

describe('validateAgainst finds nothing wrong with', () => {
  it.each<[string, Resource]>([
    ['a new cluster', cluster('other')],
    ['a Kubernetes upgrade', cluster('demo', { kubernetesVersion: '1.35.1' })],
    ['the way back of one', cluster('demo', { kubernetesVersion: '1.33.1' })],
    ['a set in a cluster that is imported', set('importing-x', 'importing', LABELS.workerRole, ofClass)],
    ['a machine with the Talos of the cluster', node('old', 'demo', 'demo-workers')],
    ['an installed machine with an older Talos', node('installed', 'demo', 'demo-workers')],
    ['a machine nobody knows', node('unknown', 'demo', 'demo-workers')],
    ['a machine of a class that comes back', node('back', 'demo', 'demo-class', { managed: true })],
    ['a patch for a cluster there never was', patch('x')],
    ['a default token', newResource(types.DefaultJoinToken, { id: 'default', spec: { tokenId: 'token' } })],
    [
      'a control plane that forgets the backup it came from',
      set('demo-control-planes', 'demo', LABELS.controlPlaneRole),
    ],
  ])('%s', async (_name, resource) => {
    expect(await paths(resource)).toEqual([]);
  });
});

describe('validateAgainst finds', () => {
  it.each<[string, Resource, readonly string[]]>([
    ['a Talos nobody knows', cluster('x', { talosVersion: '1.99.0' }), ['spec.talosVersion']],
    ['a deprecated Talos', cluster('x', { talosVersion: '1.8.1' }), ['spec.talosVersion']],
    ['an unsupported Talos', cluster('x', { talosVersion: '1.7.0' }), ['spec.talosVersion']],
    ['a Kubernetes that does not fit', cluster('x', { kubernetesVersion: '1.36.0' }), ['spec.kubernetesVersion']],
    ['a way back to an older Talos', cluster('demo', { talosVersion: '1.10.5' }), ['spec.talosVersion']],
    [
      'a backup more often than the server allows',
      cluster('x', { backupConfiguration: { interval: { seconds: 60n } } }),
      ['spec.backupConfiguration.interval'],
    ],
    ['a set of a cluster there is not', set('none-x', 'none', LABELS.workerRole), [CLUSTER]],
    ['a set of a cluster that goes', set('going-x', 'going', LABELS.workerRole), [CLUSTER]],
    ['a set of a locked cluster', set('locked-x', 'locked', LABELS.workerRole), [CLUSTER]],
    [
      'a set of a class there is not',
      set('demo-x', 'demo', LABELS.workerRole, { machineAllocation: { name: 'none' } }),
      ['spec.machineAllocation.name'],
    ],
    [
      'all of a class that has no end',
      set('demo-x', 'demo', LABELS.workerRole, { machineAllocation: { name: 'made', allocationType: 1 } }),
      ['spec.machineAllocation.allocationType'],
    ],
    [
      'another way to get machines',
      set('demo-workers', 'demo', LABELS.workerRole, ofClass),
      ['spec.machineAllocation'],
    ],
    ['a machine of no set', node('old', 'demo', 'demo-none'), [SET]],
    ['a machine of a set that goes', node('old', 'demo', 'demo-going'), [SET]],
    ['a machine a class would choose', node('old', 'demo', 'demo-class'), [SET]],
    ['a machine in a locked cluster', node('old', 'locked', 'locked-workers'), [CLUSTER]],
    ['a machine with a newer Talos', node('new', 'demo', 'demo-workers'), ['metadata.id']],
    ['a machine on old boot media', node('media', 'demo', 'demo-workers'), ['metadata.id']],
    ['a patch for what goes', patch('going'), [CLUSTER]],
    [
      'extensions for nothing',
      newResource(types.ExtensionsConfiguration, {
        id: 'e',
        labels: { [LABELS.cluster]: 'none' },
        spec: { extensions: ['a'] },
      }),
      [CLUSTER],
    ],
    [
      'extensions its Talos does not have',
      newResource(types.ExtensionsConfiguration, {
        id: 'e',
        labels: { [LABELS.cluster]: 'demo' },
        spec: { extensions: ['gvisor', 'siderolabs/x'] },
      }),
      ['spec.extensions[1]'],
    ],
    [
      'a class of a provider there is not',
      newResource(types.MachineClass, { id: 'c', spec: { autoProvision: { providerId: 'none' } } }),
      ['spec.autoProvision.providerId'],
    ],
    [
      'a class of a provider that makes no machines',
      newResource(types.MachineClass, { id: 'c', spec: { autoProvision: { providerId: 'metal' } } }),
      ['spec.autoProvision.providerId'],
    ],
    [
      'a default token there is not',
      newResource(types.DefaultJoinToken, { id: 'default', spec: { tokenId: 'x' } }),
      ['spec.tokenId'],
    ],
    ['force against what is in no cluster', newResource(types.NodeForceDestroyRequest, { id: 'old' }), ['metadata.id']],
    [
      'secrets for a cluster that exists',
      newResource(types.ImportedClusterSecret, { id: 'demo', spec: { data: '{}' } }),
      ['metadata.id'],
    ],
    [
      'a second rotation',
      newResource(types.RotateTalosCA, { id: 'demo', annotations: { timestamp: '1' } }),
      ['metadata.annotations'],
    ],
    [
      'a control plane that came from elsewhere',
      set('demo-control-planes', 'demo', LABELS.controlPlaneRole, {
        bootstrapSpec: { snapshot: 'b', clusterUuid: 'u' },
      }),
      ['spec.bootstrapSpec'],
    ],
  ])('%s', async (_name, resource, expected) => {
    expect(await paths(resource)).toEqual(expected);
  });

  it('a second control plane of a cluster that runs', async () => {
    const controlPlane = set('demo-control-planes', 'demo', LABELS.controlPlaneRole);
    const resources = WORLD.filter(({ metadata }) => metadata.id !== controlPlane.metadata.id);

    expect(await paths(controlPlane, {}, { resources })).toEqual([`metadata.labels["${LABELS.controlPlaneRole}"]`]);
  });
});

describe('validateAgainst of a removal', () => {
  it.each<[string, Resource, readonly string[]]>([
    ['lets a cluster go', cluster('demo'), []],
    ['keeps what is locked as it is stored', cluster('locked'), ['metadata.annotations']],
    ['keeps a set of a locked cluster', set('locked-workers', 'locked', LABELS.workerRole), [CLUSTER]],
    [
      'keeps a locked machine',
      node('stays', 'demo', 'demo-workers'),
      [`metadata.annotations["${ANNOTATIONS.locked}"]`],
    ],
    ['lets a locked machine go with its set', node('leaves', 'demo', 'demo-going'), []],
    ['keeps a class in use', newResource(types.MachineClass, { id: 'small' }), ['metadata.id']],
    ['lets an unused class go', newResource(types.MachineClass, { id: 'made' }), []],
    ['keeps the default token', newResource(types.JoinToken, { id: 'token' }), ['metadata.id']],
    [
      'keeps the config of a linked machine',
      newResource(types.InfraMachineConfig, { id: 'accepted' }),
      ['spec.acceptanceStatus'],
    ],
    ['keeps the trigger of a rotation', newResource(types.RotateTalosCA, { id: 'demo' }), ['metadata.annotations']],
  ])('%s', async (_name, resource, expected) => {
    expect(await paths(resource, { removal: true })).toEqual(expected);
  });
});

describe('validateAgainst', () => {
  it('reads what a rule looks at once, and nothing else', async () => {
    const seen: string[] = [];
    const intercept = ({ method, type, id = '*' }: { method: string; type: string; id?: string | undefined }) => {
      seen.push(`${method} ${type.replace(/\..*/, '')}/${id}`);
    };

    await paths(node('old', 'demo', 'demo-workers'), {}, { intercept });

    expect(seen.toSorted()).toEqual([
      'get Clusters/demo',
      'get MachineSetNodes/old',
      'get MachineSets/demo-workers',
      'get MachineStatuses/old',
    ]);
  });

  it('says when it may not look', async () => {
    const intercept = ({ type }: { type: string }) => {
      if (type === types.TalosVersion.type) throw new AccessError('not for you');
    };

    await expect(paths(cluster('x'), {}, { intercept })).rejects.toMatchObject({ code: 'access_denied' });
  });
});
