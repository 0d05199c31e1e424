import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OmniError } from '@fleetwright/omni-core';
import type { FunctionsConfig } from '../src/config/functions-config.ts';
import { parseConfig } from '../src/config/parse-config.ts';
import { bundleDirectory, bundleFunction, FUNCTION_NAMES } from './bundle-function.ts';

// Bundles every function and puts the checked configuration beside it. Run by `npm run package`.

const file = configFile();
const config = parseConfig(await readFile(file, 'utf8'));
refuseLocalSources(config);

await rm(new URL('../dist/', import.meta.url), { recursive: true, force: true });
for (const name of FUNCTION_NAMES) {
  const { metafile } = await bundleFunction(name, { write: true });
  await writeFile(new URL('config.json', bundleDirectory(name)), JSON.stringify(config));
  const bytes = Object.entries(metafile.outputs).find(([path]) => path.endsWith('.mjs'))?.[1].bytes ?? 0;
  console.log(`${name.padEnd(14)} ${String(Math.round(bytes / 1000)).padStart(5)} kB`);
}

/** FLEETWRIGHT_CONFIG, else functions/config.yml, else the example. */
function configFile(): string {
  const beside = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  const chosen =
    process.env['FLEETWRIGHT_CONFIG'] ?? [beside('config.yml')].find(existsSync) ?? beside('config.example.yml');
  console.log(`configuration: ${relative(process.cwd(), chosen)}`);
  return chosen;
}

function refuseLocalSources({ sources }: FunctionsConfig): void {
  const local = Object.entries(sources).filter(([, { kind }]) => kind === 'git');
  if (local.length === 0) return;
  const names = local.map(([name]) => name).join(', ');
  throw new OmniError('configuration_invalid', `sources of kind git cannot run on Lambda: ${names}`, {
    hint: 'Lambda has no git program; use a kind with a REST API.',
  });
}
