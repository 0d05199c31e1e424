// Writes a kubeconfig with a token of its own for a CI job, valid for an hour, readable by its owner only.
// Run: node kubeconfig-for-ci.ts <cluster> <file>
import { OmniClient, writeConfigFile } from '@fleetwright/omni-core';

const [cluster = 'harbour', file = 'kubeconfig'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const kubeconfig = await omni.management.kubeconfig(cluster, {
  mode: 'service-account',
  user: 'ci',
  groups: ['deployers'], // bind a role to this group in the cluster
  lifetimeMs: 60 * 60_000,
});
await writeConfigFile(file, kubeconfig);
console.log(`KUBECONFIG=${file}`);
