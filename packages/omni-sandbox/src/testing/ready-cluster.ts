import { LABELS, newResource, type OmniClient, types } from '@fleetwright/omni-core';
import { machineId } from '../seed/machines.ts';

/** Creates a cluster of one control plane machine and waits until it is ready. */
export async function readyCluster(client: OmniClient, name = 'demo', kubernetesVersion = '1.34.1'): Promise<void> {
  const { resources } = client;
  const set = `${name}-control-planes`;
  const labels = { [LABELS.cluster]: name, [LABELS.controlPlaneRole]: '' };
  await resources.create(newResource(types.Cluster, { id: name, spec: { talosVersion: '1.11.3', kubernetesVersion } }));
  await resources.create(newResource(types.MachineSet, { id: set, labels, spec: { updateStrategy: 1 } }));
  await resources.create(
    newResource(types.MachineSetNode, { id: machineId(1), labels: { ...labels, [LABELS.machineSet]: set } }),
  );
  await client.clusters.waitUntilReady(name, { timeoutMs: 10_000 });
}
