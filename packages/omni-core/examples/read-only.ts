// A client that cannot change anything, for dashboards and reports: writes are refused before anything is sent.
// Run: node read-only.ts <cluster>
import { isOmniError, OmniClient } from '@fleetwright/omni-core';

const [cluster = 'harbour'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment({ ...process.env }, { readOnly: true });

const { phase, ready } = await omni.clusters.status(cluster);
console.log(`${cluster}: ${phase}, ready ${ready}`);
try {
  await omni.clusters.lock(cluster);
} catch (error) {
  if (!isOmniError(error, 'read_only')) throw error;
  console.log(error.message);
}
