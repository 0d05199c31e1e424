// Creates a cluster from free machines, chosen by what they have, and waits until it runs.
// Run: node create-cluster.ts <name> <Kubernetes version> <Talos version>
import { OmniClient } from '@fleetwright/omni-core';

const [name = 'jetty', kubernetesVersion = '1.34.1', talosVersion = '1.11.2'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const free = (await omni.machines.list())
  .filter(({ available, connected, processorCores }) => available && connected && processorCores >= 4)
  .map(({ id }) => id);
const [controlPlane, worker] = free;
if (controlPlane === undefined || worker === undefined) throw new Error(`${free.length} free machines are too few`);

await omni.clusters.create({
  name,
  kubernetesVersion,
  talosVersion,
  controlPlane: { machines: [controlPlane] },
  workers: [{ machines: [worker] }],
});
const { phase } = await omni.clusters.waitUntilReady(name, {
  onProgress: ({ reasons }) => console.log(reasons.length === 0 ? 'healthy' : `waiting: ${reasons[0]}`),
});
console.log(`${name} is ${phase}`);
