// Collects what support needs to look into a cluster, with progress, and writes the archive to a file.
// Run: node support-bundle.ts <cluster> <file>
import { OmniClient, writeConfigFile } from '@fleetwright/omni-core';

const [cluster = 'harbour', file = 'support.zip'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

for await (const event of omni.management.supportBundle(cluster)) {
  if (event.kind === 'progress') console.log(event.source, `${event.done} of ${event.total}`, event.error ?? '');
  if (event.kind === 'bundle') await writeConfigFile(file, event.archive);
}
console.log(`${file} is written`);
