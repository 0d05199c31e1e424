// Gives a cluster another set of workers: the machines of a class, with a patch and an extension for them. Each resource
// is judged by the rules of the server before it is written, and all that is wrong with it is said at once.
// Run: node build-resources.ts <cluster> <set> <label selector of machines>
import {
  buildConfigPatch,
  buildExtensionsConfiguration,
  buildMachineClass,
  buildMachineSet,
  machineSetId,
  OmniClient,
} from '@fleetwright/omni-core';

const [cluster = 'harbour', name = 'spare', selector = 'omni.sidero.dev/cores >= 4'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const set = { cluster, role: 'worker', name } as const;
const target = { cluster, machineSet: machineSetId(set) };
const machineClass = buildMachineClass({ name: `${cluster}-${name}`, selectors: [selector] });
const parts = [
  buildMachineSet({ ...set, machineClass: { name: machineClass.metadata.id, size: 1 } }),
  buildConfigPatch({
    name: 'conntrack',
    target,
    data: { machine: { sysctls: { 'net.netfilter.nf_conntrack_max': '65536' } } },
  }),
  buildExtensionsConfiguration({ target, extensions: ['siderolabs/util-linux-tools'] }),
];

// The class comes first: the set is judged with it in place.
for (const resource of [machineClass, ...parts]) {
  const problems = await omni.resources.validate(resource);
  for (const { path, message } of problems) console.error(`${resource.metadata.id}: ${path}: ${message}`);
  if (problems.length > 0) process.exit(1);
  const [applied] = await omni.resources.apply([resource]);
  console.log(resource.type.displayType, resource.metadata.id, applied?.outcome);
}
await omni.clusters.waitUntilReady(cluster, { timeoutMs: 15 * 60_000 });
