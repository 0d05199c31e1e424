// Upgrades Talos in several clusters, one after the other, each behind a gate: a cluster with trouble is not touched,
// and what goes wrong in one cluster keeps the upgrade away from the next.
// Run: node upgrade-talos.ts <version> <cluster>...
import { OmniClient } from '@fleetwright/omni-core';

const [version = '1.11.3', ...clusters] = process.argv.slice(2);
const TROUBLE = ['critical', 'warning'];

await using omni = await OmniClient.fromEnvironment();

for (const cluster of clusters) {
  await expectHealthy(cluster);
  await omni.clusters.startUpgrade(cluster, 'talos', version); // refuses versions Omni does not offer
  await omni.clusters.waitForUpgrade(cluster, 'talos', {
    timeoutMs: 60 * 60_000,
    onProgress: ({ upgrade }) => console.log(cluster, upgrade?.phase, upgrade?.status),
  });
  await omni.clusters.waitUntilReady(cluster, { timeoutMs: 15 * 60_000 });
  await expectHealthy(cluster);
  console.log(`${cluster} runs Talos ${version}`);
}

async function expectHealthy(cluster: string): Promise<void> {
  const trouble = (await omni.clusters.health(cluster)).filter(({ severity }) => TROUBLE.includes(severity));
  if (trouble.length === 0) return;
  throw new Error(`${cluster} has trouble: ${trouble.map(({ text }) => text).join('; ')}`);
}
