import { describe, expect, it } from 'vitest';
import { OmniError } from '../errors/omni-error.ts';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { MachineSetSpec, SecretRotationSpec, TalosUpgradeStatusSpec } from '../wire/gen/specs.ts';
import { Clusters } from './clusters.ts';
import type { NewCluster } from './new-cluster.ts';

const { Static, Unlimited } = MachineSetSpec.MachineAllocation.Type;
const ofDemo = { [LABELS.cluster]: 'demo' };
const cluster = newResource(types.Cluster, {
  id: 'demo',
  spec: { kubernetesVersion: '1.34.1', talosVersion: '1.11.3' },
});
const workers = (spec: Parameters<typeof newResource<MachineSetSpec>>[1]['spec'] = {}) =>
  newResource(types.MachineSet, { id: 'demo-workers', labels: { ...ofDemo, [LABELS.workerRole]: '' }, spec });
const demo: NewCluster = {
  name: 'demo',
  kubernetesVersion: 'v1.34.1',
  talosVersion: '1.11.3',
  controlPlane: { machineClass: { name: 'small', size: 3 }, strategies: { upgrade: { maxParallelism: 1 } } },
  workers: [{ name: 'pool', machineClass: { name: 'big', size: 'unlimited' }, extensions: ['siderolabs/gvisor'] }],
  features: { workloadProxy: true },
  backupIntervalMs: 7_200_000,
};

function clustersOf(...resources: readonly Resource<unknown>[]) {
  const state = new MemoryState({ resources });
  return { state, clusters: new Clusters(state) };
}

describe('create', () => {
  it('writes what the builder says, and leaves what is there already', async () => {
    const { clusters, state } = clustersOf();

    await clusters.create(demo);
    const { done } = await clusters.create(demo);

    const { metadata, spec } = await state.get(types.Cluster, 'demo');
    expect(done).toEqual([]);
    expect(metadata.annotations).toEqual({});
    expect(spec).toMatchObject({
      kubernetesVersion: '1.34.1',
      features: { enableWorkloadProxy: true },
      backupConfiguration: { interval: { seconds: 7200n }, enabled: true },
    });
    const pool = await state.get(types.MachineSet, 'demo-pool');
    expect(pool.spec.machineAllocation).toEqual({ name: 'big', machineCount: 0, allocationType: Unlimited });
    expect((await state.get(types.ExtensionsConfiguration, 'schematic-demo-pool')).spec.extensions).toEqual([
      'siderolabs/gvisor',
    ]);
  });

  it('continues after a failure', async () => {
    const { clusters, state } = clustersOf(cluster);
    const plain = { ...demo, features: {}, backupIntervalMs: 0, workers: [] };
    await state.modify(types.Cluster, 'demo', ({ spec }) => void Object.assign(spec, { features: {} }));

    const { done } = await clusters.create(plain);

    expect(done).toHaveLength(1);
  });

  it('refuses another cluster of the name and whatever breaks a rule', async () => {
    const { clusters } = clustersOf(cluster);

    await expect(clusters.create(demo)).rejects.toMatchObject({ code: 'already_exists' });
    await expect(clusters.create({ ...demo, name: 'a b', talosVersion: '1' })).rejects.toMatchObject({
      code: 'template_invalid',
    });
  });
});

describe('delete', () => {
  it('removes the cluster, is content when there is none, and refuses a locked one', async () => {
    const { clusters, state } = clustersOf(cluster);

    await clusters.delete('demo');
    const { done } = await clusters.delete('demo');

    expect(done).toEqual([]);
    expect(await state.find(types.Cluster, 'demo')).toBeUndefined();
    const locked = newResource(types.Cluster, { id: 'demo', annotations: { [ANNOTATIONS.clusterLocked]: '' } });
    await expect(clustersOf(locked).clusters.startDelete('demo')).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });
});

describe('machine sets', () => {
  it('are scaled, which also moves the class of an old cluster to its new place', async () => {
    const machineClass = { name: 'any', machineCount: 1, allocationType: Static };
    const { clusters, state } = clustersOf(cluster, workers({ machineClass }));

    await clusters.scale('demo-workers', 5);

    const { spec } = await state.get(types.MachineSet, 'demo-workers');
    expect(spec).toMatchObject({ machineAllocation: { name: 'any', machineCount: 5 } });
    expect(spec.machineClass).toBeUndefined();
  });

  it('of a control plane never get to 0 by mistake', async () => {
    const set = newResource(types.MachineSet, {
      id: 'demo-control-planes',
      labels: { ...ofDemo, [LABELS.controlPlaneRole]: '' },
      spec: { machineAllocation: { name: 'any', machineCount: 3, allocationType: Static } },
    });
    const { clusters } = clustersOf(cluster, set);

    await expect(clusters.scale(set.metadata.id, 0)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(clusters.deleteMachineSet(set.metadata.id)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(clusters.setStrategies(set.metadata.id, { delete: { maxParallelism: 2 } })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await clusters.scale(set.metadata.id, 0, { allow: ['last-control-plane'] });
  });

  it('change where machines come from only while they have none', async () => {
    const node = newResource(types.MachineSetNode, { id: 'm', labels: { [LABELS.machineSet]: 'demo-workers' } });
    const { clusters, state } = clustersOf(cluster, workers(), node);

    await expect(clusters.scale('demo-workers', 2)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(clusters.useMachineClass('demo-workers', { name: 'any', size: 2 })).rejects.toMatchObject({
      message: expect.stringContaining('has 1 machines'),
    });
    await state.teardownAndDestroy(types.MachineSetNode, 'm');
    await clusters.useMachineClass('demo-workers', { name: 'any', size: 2 });
    await clusters.useNamedMachines('demo-workers');

    expect((await state.get(types.MachineSet, 'demo-workers')).spec.machineAllocation).toBeUndefined();
  });

  it('get strategies one by one and go away', async () => {
    const { clusters, state } = clustersOf(cluster, workers());

    await clusters.setStrategies('demo-workers', { upgrade: { maxParallelism: 3 } });
    await clusters.setStrategies('demo-workers', { update: { maxParallelism: 2 }, delete: { maxParallelism: 4 } });

    expect((await state.get(types.MachineSet, 'demo-workers')).spec).toMatchObject({
      upgradeStrategyConfig: { rolling: { maxParallelism: 3 } },
      updateStrategyConfig: { rolling: { maxParallelism: 2 } },
      deleteStrategyConfig: { rolling: { maxParallelism: 4 } },
    });
    await clusters.deleteMachineSet('demo-workers');
    expect(await state.find(types.MachineSet, 'demo-workers')).toBeUndefined();
  });
});

describe('features', () => {
  it('change one by one', async () => {
    const { clusters, state } = clustersOf(cluster);

    await clusters.setFeatures('demo', { workloadProxy: true });
    await clusters.setFeatures('demo', { embeddedDiscoveryService: true });

    expect((await state.get(types.Cluster, 'demo')).spec.features).toMatchObject({
      enableWorkloadProxy: true,
      useEmbeddedDiscoveryService: true,
      diskEncryption: false,
    });
  });
});

describe('upgrades', () => {
  const status = (phase: number, wanted: string, last = '1.11.3') =>
    newResource(types.TalosUpgradeStatus, {
      id: 'demo',
      spec: { phase, lastUpgradeVersion: last, currentUpgradeVersion: wanted, upgradeVersions: ['1.11.4'] },
    });
  const { Done, Upgrading, Failed } = TalosUpgradeStatusSpec.Phase;

  it('start with a version that is offered, and can be reverted until they are done', async () => {
    const { clusters, state } = clustersOf(cluster, status(Done, ''));

    await expect(clusters.startUpgrade('demo', 'talos', '1.12.0')).rejects.toMatchObject({
      message: expect.stringContaining('offered: 1.11.4'),
    });
    await clusters.startUpgrade('demo', 'talos', 'v1.11.4');
    expect((await state.get(types.Cluster, 'demo')).spec.talosVersion).toBe('1.11.4');
    await clusters.revertUpgrade('demo', 'talos');

    expect((await state.get(types.Cluster, 'demo')).spec.talosVersion).toBe('1.11.3');
  });

  it('do not start while another is under way, and say when they failed', async () => {
    const { clusters } = clustersOf(cluster, status(Upgrading, '1.11.4'));

    await expect(clusters.startUpgrade('demo', 'talos', '1.11.4')).rejects.toMatchObject({
      message: expect.stringContaining('Upgrading'),
    });
    await expect(clusters.waitForUpgrade('demo', 'talos', { timeoutMs: 20, intervalMs: 5 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    await expect(
      clustersOf(cluster, status(Failed, '1.11.4')).clusters.waitForUpgrade('demo', 'talos'),
    ).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  it('ask the cluster before another Kubernetes version, unless the server cannot', async () => {
    const offers = newResource(types.KubernetesUpgradeStatus, {
      id: 'demo',
      spec: { phase: 2, upgradeVersions: ['1.34.2'] },
    });
    const state = new MemoryState({ resources: [cluster, offers] });
    const unready = new Clusters(state, {
      kubernetesUpgradePreChecks: async () => ({ ok: false, reason: 'a node is down' }),
    });
    const old = new Clusters(state, {
      kubernetesUpgradePreChecks: async () => {
        throw new OmniError('unimplemented', 'unknown method');
      },
    });

    await expect(unready.startUpgrade('demo', 'kubernetes', '1.34.2')).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('a node is down'),
    });
    await old.startUpgrade('demo', 'kubernetes', '1.34.2');

    expect((await state.get(types.Cluster, 'demo')).spec.kubernetesVersion).toBe('1.34.2');
  });
});

describe('secret rotation', () => {
  it('refuses Talos and servers that are too old, and a second one at a time', async () => {
    const old = newResource(types.Cluster, { id: 'demo', spec: { talosVersion: '1.6.9' } });
    const server = newResource(types.SysVersion, { id: 'current', spec: { backendVersion: 'v1.5.0' } });
    const running = newResource(types.ClusterSecretsRotationStatus, {
      id: 'demo',
      spec: { phase: SecretRotationSpec.Phase.ROTATE, component: SecretRotationSpec.Component.TALOS_CA },
    });

    const refused = (resources: readonly Resource<unknown>[], message: string) =>
      expect(clustersOf(...resources).clusters.startSecretRotation('demo', 'talos-ca')).rejects.toMatchObject({
        code: 'precondition_failed',
        message: expect.stringContaining(message),
      });
    await refused([old], 'only supported for clusters running Talos v1.7.0 or newer, current version: "1.6.9"');
    await refused([cluster, server], 'requires Omni v1.6.0 or newer (server is v1.5.0)');
    await refused([cluster, running], 'another rotation is already in progress for TALOS_CA');
  });
});

describe('a secret rotation', () => {
  it('is asked for anew when the last one was asked for in the same second', async () => {
    const { clusters, state } = clustersOf(cluster);
    const versions: string[] = [];

    for (let count = 0; count < 3; count++) {
      await clusters.startSecretRotation('demo', 'talos-ca');
      versions.push((await state.get(types.RotateTalosCA, 'demo')).metadata.version);
    }

    expect(versions).toEqual(['1', '2', '3']);
  });
});

describe('backups', () => {
  it('need a store and a possible interval', async () => {
    const { clusters } = clustersOf(cluster);

    await expect(clusters.backups.start('demo')).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(clusters.backups.schedule('demo', 0)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(clusters.backups.start('nope')).rejects.toMatchObject({ code: 'not_found' });
    expect(await clusters.backups.status('demo')).toMatchObject({ status: 'Unknown', lastBackup: undefined });
  });
});
