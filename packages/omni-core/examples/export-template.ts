// Writes the template an existing cluster could have been made from, to bring the cluster under version control.
// Run: node export-template.ts <cluster>
import { OmniClient } from '@fleetwright/omni-core';

const [cluster = 'harbour'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

process.stdout.write(await omni.templates.export(cluster));
