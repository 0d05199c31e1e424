// Keeps a worker as it is while somebody works on it, and lets it catch up afterwards, whatever happens in between.
// Run: node lock-for-maintenance.ts <machine-id>
import { OmniClient } from '@fleetwright/omni-core';

const [machine = ''] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

await omni.clusters.lockMachine(machine);
try {
  console.log(`${machine} is locked`);
  // Work on the machine: its configuration and Talos version stay.
} finally {
  await omni.clusters.unlockMachine(machine);
}
console.log(`${machine} is unlocked`);
