// Waits until a cluster is healthy, at most ten minutes, and says what is missing if it takes longer.
// Run: node wait-until-ready.ts <cluster>
import { isOmniError, OmniClient, printClusterTree } from '@fleetwright/omni-core';

const [cluster = 'harbour'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

try {
  const report = await omni.clusters.waitUntilReady(cluster, { timeoutMs: 10 * 60_000 });
  console.log(printClusterTree(report));
} catch (error) {
  if (!isOmniError(error, 'deadline_exceeded')) throw error;
  console.error(error.message); // names what is not ready
  process.exitCode = 1;
}
