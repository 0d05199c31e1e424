// Finds machines that run another Talos than their cluster asks for.
// Run: node find-outdated-machines.ts
import { OmniClient, types } from '@fleetwright/omni-core';

await using omni = await OmniClient.fromEnvironment({ ...process.env }, { readOnly: true });

const [clusters, machines] = await Promise.all([
  omni.resources.list(types.Cluster),
  omni.resources.list(types.MachineStatus),
]);
const wanted = new Map(clusters.map(({ metadata, spec }) => [metadata.id, spec.talosVersion]));
const outdated = machines.filter(({ spec }) => {
  const version = wanted.get(spec.cluster);
  return version !== undefined && spec.talosVersion !== `v${version}`;
});

for (const { metadata, spec } of outdated) {
  console.log(`${metadata.id} in ${spec.cluster}: ${spec.talosVersion}, should be v${wanted.get(spec.cluster)}`);
}
console.log(`${outdated.length} of ${machines.length} machines are outdated`);
