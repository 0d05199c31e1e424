// Shows what applying a file would change, and changes nothing.
// Run: node preview-changes.ts <path>
import { OmniClient, readResourceFiles } from '@fleetwright/omni-core';

const [path = 'resources'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment({ ...process.env }, { readOnly: true });

for (const file of await readResourceFiles(path)) {
  for (const item of await omni.resources.apply(file.resources, { dryRun: true })) {
    if (item.outcome === 'created' || item.outcome === 'updated')
      console.log(item.diff); // may hold secrets
    else console.log(`${item.id} is ${item.outcome}`);
  }
}
