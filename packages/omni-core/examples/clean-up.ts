// Deletes what a selector matches, several at a time, waiting until nothing holds it. Shows it first.
// Run: node clean-up.ts <type> <selector> [--yes]
import { OmniClient } from '@fleetwright/omni-core';

const [type = 'machineclasses', selector = 'purpose = example', confirmation] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const doomed = await omni.resources.list(type, { selector });
for (const { metadata } of doomed) console.log(`${metadata.type} ${metadata.id}`);
if (confirmation === '--yes') {
  const items = await omni.resources.delete(
    type,
    doomed.map(({ metadata }) => metadata.id),
  );
  console.log(`${items.length} deleted`);
}
