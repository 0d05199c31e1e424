// Backs up etcd of a cluster every six hours and once now, and shows what there is to restore.
// Run: node back-up-etcd.ts <cluster>
import { OmniClient } from '@fleetwright/omni-core';

const [cluster = 'harbour'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();
const { backups } = omni.clusters;

const problem = await backups.problem();
if (problem !== undefined) throw new Error(`backups do not work here: ${problem}`);

await backups.schedule(cluster, 6 * 3_600_000);
await backups.now(cluster, { timeoutMs: 10 * 60_000 });
for (const { snapshot, createdAt, bytes } of await backups.list(cluster)) {
  console.log(snapshot, createdAt?.toISOString(), `${bytes} bytes`);
}
