// Applies a file of resources, or all YAML files of a directory, and says what became of each.
// Run: node apply-files.ts <path>
import { BulkError, OmniClient, readResourceFiles } from '@fleetwright/omni-core';

const [path = 'resources'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

// All files are read before the first write.
const files = await readResourceFiles(path);
try {
  const items = await omni.resources.apply(files.flatMap(({ resources }) => resources));
  for (const { type, id, outcome } of items) console.log(outcome, type, id);
} catch (error) {
  if (!(error instanceof BulkError)) throw error;
  for (const { type, id, outcome } of error.items) console.error(outcome, type, id);
  process.exitCode = 1;
}
