// Lists the free machines with at least so many cores, the selector built in code.
// Run: node list-machines.ts [cores]
import { LABELS, label, OmniClient, types } from '@fleetwright/omni-core';

const [cores = '4'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment(); // OMNI_ENDPOINT, OMNI_SERVICE_ACCOUNT_KEY

const machines = await omni.resources.list(types.MachineStatus, {
  labels: [[label(LABELS.available).exists(), label('omni.sidero.dev/cores').atLeast(cores)]],
});
for (const { metadata, spec } of machines) {
  console.log(metadata.id, spec.network?.hostname, spec.talosVersion);
}
