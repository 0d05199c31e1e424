// Brings a lost cluster back under a new name: a new control plane starts from the newest etcd backup of the old one.
// Run: node restore-etcd.ts <lost cluster> <new cluster>
import { OmniClient, types } from '@fleetwright/omni-core';

const [lost = 'harbour', name = 'harbour-2'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

// Read while the old cluster is still known to Omni; keep the two values if it is to be deleted first.
const restoreFrom = await omni.clusters.backups.restoreSpec(lost);
const { spec } = await omni.resources.get(types.Cluster, lost);
const machine = (await omni.machines.list()).find(({ available }) => available);
if (machine === undefined) throw new Error('there is no free machine for the control plane');

await omni.clusters.create({
  name,
  kubernetesVersion: spec.kubernetesVersion,
  talosVersion: spec.talosVersion,
  controlPlane: { machines: [machine.id], restoreFrom },
});
await omni.clusters.waitUntilReady(name, { timeoutMs: 30 * 60_000 });
console.log(`${name} runs with the data of ${restoreFrom.snapshot}`);
