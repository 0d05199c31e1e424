// Collects what support needs to look into a cluster, with progress, and writes the archive to a file.
// Run: node support-bundle.ts <cluster> <file>
import { OmniClient } from '@fleetwright/omni-core';

const [cluster = 'harbour', file = 'support.zip'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const { bytes, failures } = await omni.management.saveSupportBundle(cluster, file, {
  onProgress: ({ source, done, total }) => console.log(source, `${done} of ${total}`),
});
for (const { source, error } of failures) console.error(`${source} is missing: ${error}`);
console.log(`${file} is written: ${bytes} bytes`);
