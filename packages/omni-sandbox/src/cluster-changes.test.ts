import {
  ANNOTATIONS,
  LABELS,
  newResource,
  type OmniClient,
  type ResourceType,
  type State,
  types,
  withMetadata,
} from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { describe, expect, test } from 'vitest';
import { machineId } from './seed/machines.ts';
import { sandboxWithClient } from './testing/sandbox-client.ts';

const { Stage } = specs.ClusterMachineStatusSpec;
const WORKER = machineId(2);

async function createCluster(resources: State, workers: object = {}): Promise<void> {
  await resources.create(
    newResource(types.Cluster, { id: 'demo', spec: { talosVersion: '1.11.2', kubernetesVersion: '1.33.4' } }),
  );
  const set = (id: string, role: string, spec: object) =>
    resources.create(
      newResource(types.MachineSet, {
        id,
        labels: { [LABELS.cluster]: 'demo', [role]: '' },
        spec: { updateStrategy: 1, ...spec },
      }),
    );
  await set('demo-control-planes', LABELS.controlPlaneRole, {});
  await set('demo-workers', LABELS.workerRole, workers);
  await join(resources, machineId(1), 'demo-control-planes', LABELS.controlPlaneRole);
}

async function join(resources: State, id: string, set: string, role: string): Promise<void> {
  const labels = { [LABELS.cluster]: 'demo', [LABELS.machineSet]: set, [role]: '' };
  await resources.create(newResource(types.MachineSetNode, { id, labels }));
}

/** Waits until a resource is as wanted; the test's own deadline ends a wait in vain. */
async function until<Spec>(
  client: OmniClient,
  type: ResourceType<Spec>,
  id: string,
  wanted: (spec: Spec | undefined) => boolean,
): Promise<void> {
  for await (const event of client.resources.watch(type, { id })) {
    if (event.kind === 'bootstrapped') continue;
    if (wanted(event.kind === 'destroyed' ? undefined : event.resource.spec)) return;
  }
}

const ready = (client: OmniClient, machines = 2) =>
  until(client, types.ClusterStatus, 'demo', (spec) => spec?.ready === true && spec.machines?.healthy === machines);

describe('a running cluster', () => {
  test('takes over a new patch, and a locked machine waits with it', async () => {
    await using server = await sandboxWithClient();
    const { client } = server;
    await createCluster(client.resources);
    await join(client.resources, WORKER, 'demo-workers', LABELS.workerRole);
    await ready(client);
    await client.resources.modify(types.MachineSetNode, WORKER, (draft) => {
      draft.annotations[ANNOTATIONS.locked] = '';
    });

    const patch = { id: 'p', labels: { [LABELS.cluster]: 'demo' }, spec: { data: 'machine: {}' } };
    await client.resources.create(newResource(types.ConfigPatch, patch));
    await until(client, types.MachinePendingUpdate, WORKER, (spec) => spec !== undefined);
    await until(client, types.ClusterMachineConfigPatch, machineId(1), (spec) => spec?.patches.length === 1);
    await until(client, types.ClusterMachineStatus, machineId(1), (spec) => spec?.configUpToDate === true);

    const locked = await client.resources.get(types.ClusterMachineStatus, WORKER);
    expect(locked.metadata.labels).toHaveProperty([LABELS.lockedUpdate]);
    expect(locked.metadata.annotations).toHaveProperty([ANNOTATIONS.locked]);
    expect((await client.resources.get(types.MachineSetStatus, 'demo-workers')).spec.lockedUpdates).toBe(1);

    await client.resources.modify(types.MachineSetNode, WORKER, (draft) => {
      delete draft.annotations[ANNOTATIONS.locked];
    });
    await until(client, types.MachinePendingUpdate, WORKER, (spec) => spec === undefined);
    await until(client, types.ClusterMachineStatus, WORKER, (spec) => spec?.configUpToDate === true);
  });

  test('rolls out new versions and says when it is done', async () => {
    await using server = await sandboxWithClient();
    const { client } = server;
    await createCluster(client.resources);
    await join(client.resources, WORKER, 'demo-workers', LABELS.workerRole);
    await ready(client);

    await client.resources.modify(types.Cluster, 'demo', (draft) => {
      draft.spec.talosVersion = '1.11.3';
      draft.spec.kubernetesVersion = '1.34.1';
    });
    await until(client, types.TalosUpgradeStatus, 'demo', (spec) => spec?.phase === 1);
    await until(client, types.TalosUpgradeStatus, 'demo', (spec) => spec?.phase === 2);
    await until(client, types.KubernetesUpgradeStatus, 'demo', (spec) => spec?.phase === 2);
    await ready(client);

    const nodes = await client.resources.get(types.KubernetesStatus, 'demo');
    const machine = await client.resources.get(types.MachineStatus, WORKER);
    expect(nodes.spec.nodes.map(({ kubeletVersion }) => kubeletVersion)).toEqual(['1.34.1', '1.34.1']);
    expect(machine.spec.talosVersion).toBe('v1.11.3');
  });

  test('lets a machine go that is removed', async () => {
    await using server = await sandboxWithClient();
    const { client } = server;
    await createCluster(client.resources);
    await join(client.resources, WORKER, 'demo-workers', LABELS.workerRole);
    await ready(client);

    await client.resources.teardownAndDestroy(types.MachineSetNode, WORKER);
    await ready(client, 1);

    expect(await client.resources.find(types.ClusterMachine, WORKER)).toBeUndefined();
    expect((await client.resources.get(types.MachineStatus, WORKER)).metadata.labels).toHaveProperty([
      LABELS.available,
    ]);
  });

  test('takes machines from a class and gives back what is too many', async () => {
    await using server = await sandboxWithClient();
    const { client } = server;
    // The control plane's machine is left out: the class would be faster than the test.
    const matchLabels = [`${LABELS.hostname} != machine-1`];
    await client.resources.create(newResource(types.MachineClass, { id: 'any', spec: { matchLabels } }));
    await createCluster(client.resources, { machineAllocation: { name: 'any', machineCount: 2 } });
    await ready(client, 3);

    await client.resources.modify(types.MachineSet, 'demo-workers', (draft) => {
      if (draft.spec.machineAllocation !== undefined) draft.spec.machineAllocation.machineCount = 1;
    });
    await ready(client, 2);

    const nodes = await client.resources.list(types.MachineSetNode, {
      labels: [[{ key: LABELS.managedByNodeController, op: 'exists' }]],
    });
    expect(nodes.filter(({ metadata }) => metadata.phase === 'running')).toHaveLength(1);
  });

  test('waits for a machine that is not connected, until its link is removed', async () => {
    await using server = await sandboxWithClient();
    const { client, sandbox } = server;
    await createCluster(client.resources);
    await join(client.resources, WORKER, 'demo-workers', LABELS.workerRole);
    await ready(client);
    const machine = await client.resources.get(types.MachineStatus, WORKER);
    const { [LABELS.connected]: _, ...labels } = machine.metadata.labels;
    sandbox.state.put(withMetadata(machine, { labels: { ...labels, [LABELS.disconnected]: '' } }));

    const gone = client.resources.teardownAndDestroy(types.Cluster, 'demo');
    await until(client, types.ClusterMachineStatus, WORKER, (spec) => spec?.stage === Stage.DESTROYING);
    await client.resources.teardown(types.Link, WORKER);
    await gone;

    expect(await client.resources.find(types.MachineStatus, WORKER)).toBeUndefined();
    expect(await client.resources.list(types.MachineSetNode)).toEqual([]);
  });
});
