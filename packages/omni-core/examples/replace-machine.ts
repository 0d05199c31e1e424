// Puts a free machine in the place of a broken one. The new one joins before the old one leaves.
// Run: node replace-machine.ts <broken machine> <free machine>
import { OmniClient } from '@fleetwright/omni-core';

const [broken = '', spare = ''] = process.argv.slice(2); // ids, host names or addresses

await using omni = await OmniClient.fromEnvironment();

const [old, next] = await Promise.all([omni.machines.find(broken), omni.machines.find(spare)]);
await omni.machines.replace(old.id, next.id);
await omni.clusters.waitUntilReady(old.cluster);
console.log(`${next.hostname} took the place of ${old.hostname} in ${old.cluster}`);
