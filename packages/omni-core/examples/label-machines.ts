// Gives all machines that match a selector a label of yours, several at a time. Labels they have already stay.
// Run: node label-machines.ts <selector> <key> <value>
import { newResource, OmniClient, types } from '@fleetwright/omni-core';

const [selector = 'omni.sidero.dev/arch = amd64', key = 'site', value = 'north'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const [machines, labelled] = await Promise.all([
  omni.resources.list(types.MachineStatus, { selector }),
  omni.resources.list(types.MachineLabel),
]);
const labelsOf = new Map(labelled.map(({ metadata }) => [metadata.id, metadata.labels]));
const items = await omni.resources.apply(
  machines.map(({ metadata: { id } }) =>
    newResource(types.MachineLabel, { id, labels: { ...labelsOf.get(id), [key]: value } }),
  ),
  { concurrency: 8, onFailure: 'continue' },
);
console.log(`${items.length} machines carry ${key}=${value}`);
