// Selects resources of any type by a label selector, written as for `omnictl get --selector`.
// Run: node select-by-text.ts <type> <selector>
import { OmniClient, printResources, resolveResourceType } from '@fleetwright/omni-core';

const [name = 'clusters', selector = 'environment in (staging, production)'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const type = resolveResourceType(name); // any name or alias omnictl knows
const found = await omni.resources.list(type, { selector });
process.stdout.write(printResources(type, found, 'table'));
