import { newResource, OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { machineId } from './seed/machines.ts';

const CLUSTER = 'omni.sidero.dev/cluster';
const cleanup: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of cleanup.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

async function clientOf(sandbox: Sandbox): Promise<OmniClient> {
  const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
  const client = new OmniClient({ endpoint: sandbox.endpoint, credentials });
  cleanup.push(client);
  return client;
}

async function sandboxWithClient(): Promise<{ sandbox: Sandbox; client: OmniClient }> {
  const sandbox = await startSandbox({ controllers: { tickMs: 10 } });
  cleanup.push(sandbox);
  return { sandbox, client: await clientOf(sandbox) };
}

async function createCluster(client: OmniClient, name: string): Promise<void> {
  const { resources } = client;
  await resources.create(
    newResource(types.Cluster, { id: name, spec: { talosVersion: '1.11.3', kubernetesVersion: '1.34.1' } }),
  );
  const sets = [
    { id: `${name}-control-planes`, role: 'omni.sidero.dev/role-controlplane', machine: machineId(1) },
    { id: `${name}-workers`, role: 'omni.sidero.dev/role-worker', machine: machineId(2) },
  ];
  for (const { id, role, machine } of sets) {
    const labels = { [CLUSTER]: name, [role]: '' };
    await resources.create(newResource(types.MachineSet, { id, labels, spec: { updateStrategy: 1 } }));
    await resources.create(
      newResource(types.MachineSetNode, { id: machine, labels: { ...labels, 'omni.sidero.dev/machine-set': id } }),
    );
  }
}

async function becomesReady(client: OmniClient, name: string): Promise<void> {
  for await (const event of client.resources.watch(types.ClusterStatus, { id: name })) {
    if (event.kind === 'bootstrapped' || event.kind === 'destroyed') continue;
    if (event.resource.spec.ready && event.resource.spec.phase === 3) return;
  }
}

describe('the life of a cluster', () => {
  test('a new cluster becomes ready', async () => {
    const { client } = await sandboxWithClient();

    await createCluster(client, 'demo');
    await becomesReady(client, 'demo');

    const status = await client.resources.get(types.ClusterStatus, 'demo');
    expect(status.spec.machines).toMatchObject({ total: 2, healthy: 2, connected: 2, requested: 2 });
    const kubernetes = await client.resources.get(types.KubernetesStatus, 'demo');
    expect(kubernetes.spec.nodes.map(({ ready }) => ready)).toEqual([true, true]);
    expect((await client.resources.get(types.TalosUpgradeStatus, 'demo')).spec.phase).toBe(2);
    expect((await client.resources.get(types.KubernetesUpgradeStatus, 'demo')).spec.phase).toBe(2);
    const machine = await client.resources.get(types.MachineStatus, machineId(1));
    expect(machine.metadata.labels).not.toHaveProperty('omni.sidero.dev/available');
    expect(machine.metadata.labels).toMatchObject({ [CLUSTER]: 'demo', 'omni.sidero.dev/talos-version': 'v1.11.3' });
  });

  test('a deleted cluster goes away with everything that belongs to it and frees its machines', async () => {
    const { client, sandbox } = await sandboxWithClient();
    await createCluster(client, 'demo');
    await client.resources.create(
      newResource(types.ConfigPatch, { id: 'p', labels: { [CLUSTER]: 'demo' }, spec: { data: 'machine: {}' } }),
    );
    await becomesReady(client, 'demo');

    await client.resources.teardownAndDestroy(types.Cluster, 'demo');

    for (const type of [
      types.Cluster,
      types.MachineSet,
      types.MachineSetNode,
      types.ConfigPatch,
      types.ClusterMachine,
      types.ClusterMachineStatus,
      types.ClusterMachineConfigStatus,
      types.ClusterMachineConfigPatch,
      types.ClusterMachineIdentity,
      types.ClusterStatus,
      types.MachineSetStatus,
      types.ControlPlaneStatus,
      types.LoadBalancerStatus,
      types.KubernetesStatus,
      types.TalosUpgradeStatus,
      types.KubernetesUpgradeStatus,
      types.ClusterDestroyStatus,
      types.ClusterBootstrapStatus,
      types.ClusterUUID,
    ]) {
      expect(sandbox.state.list(type), type.type).toEqual([]);
    }
    expect(sandbox.state.find(types.MachineStatus, machineId(1))?.metadata.labels).toHaveProperty(
      'omni.sidero.dev/available',
    );
  });
});
