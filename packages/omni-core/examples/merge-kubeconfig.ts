// Adds access to a cluster to an existing kubeconfig. Nothing that is in it changes; clashing names are moved aside.
// Run: node merge-kubeconfig.ts <cluster> <file>
import { mergeKubeconfig, OmniClient, readConfigFile, writeConfigFile } from '@fleetwright/omni-core';

const [cluster = 'harbour', file = 'kubeconfig'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const fetched = await omni.management.kubeconfig(cluster);
const merged = mergeKubeconfig(await readConfigFile(file), fetched);
await writeConfigFile(file, merged.text);

for (const { part, from, to } of merged.renames) console.log(`${part} ${from} was taken: added as ${to}`);
console.log(`current context: ${merged.currentContext}`);
