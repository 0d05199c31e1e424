// Reads machines a page at a time, as the list of a web page would: sorted, searched, with a cursor to the next page.
// Run: node page-through-machines.ts [words to search for]
import { OmniClient, types } from '@fleetwright/omni-core';

const search = process.argv.slice(2).join(' ');

await using omni = await OmniClient.fromEnvironment();

let cursor: string | undefined;
do {
  const page = await omni.resources.page(types.MachineStatus, {
    search,
    sortBy: 'spec.network.hostname',
    limit: 5,
    ...(cursor !== undefined && { cursor }),
  });
  console.log(page.resources.map(({ spec }) => spec.network?.hostname).join(', '));
  console.log(`${page.remaining} of ${page.total} to come`);
  cursor = page.nextCursor;
} while (cursor !== undefined);
