// Adds access to a cluster to an existing kubeconfig. Nothing that is in it changes; clashing names are moved aside.
// Run: node merge-kubeconfig.ts <cluster> <file>
import { mergeKubeconfigFile, OmniClient } from '@fleetwright/omni-core';

const [cluster = 'harbour', file = 'kubeconfig'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const merged = await mergeKubeconfigFile(file, await omni.management.kubeconfig(cluster));

for (const { part, from, to } of merged.renames) console.log(`${part} ${from} was taken: added as ${to}`);
console.log(`current context: ${merged.currentContext}`);
