// Follows a cluster until it is ready. The watch survives dropped connections; leaving the loop ends it.
// Run: node watch-cluster.ts <cluster>
import { OmniClient, specs, types } from '@fleetwright/omni-core';

const [cluster = 'harbour'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

for await (const event of omni.resources.watch(types.ClusterStatus, { id: cluster })) {
  if (event.kind === 'bootstrapped') continue; // what existed has been delivered, changes follow
  const { phase, ready } = event.resource.spec;
  console.log(`${event.kind}: ready ${ready}`);
  if (ready && phase === specs.ClusterStatusSpec.Phase.RUNNING) break;
}
