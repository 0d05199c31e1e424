import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { emitDeclarations } from './emit-declarations.ts';
import { extractReports } from './extract-reports.ts';

// Writes api/*.api.md: what every entry of the package exports, as text that is reviewed with each change.
// With --check nothing is written, and a difference is an error.

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const cache = fileURLToPath(new URL('../../../../.cache/api/', import.meta.url));
const folders = {
  declarations: path.join(cache, 'declarations'),
  committed: fileURLToPath(new URL('../../api/', import.meta.url)),
  fresh: path.join(cache, 'reports'),
};

emitDeclarations(folders.declarations);
const changed = extractReports(folders, !values.check);
if (changed.length === 0) console.log('The public API is the one of the reports.');
for (const name of changed) {
  console.log(values.check ? difference(name) : `packages/omni-core/api/${name} is written`);
}
if (values.check && changed.length > 0) {
  console.error(`The public API is not the one of its report. Is that meant? Then run \`npm run api\` and commit.`);
  process.exitCode = 1;
}

function difference(name: string): string {
  const [committed = '', fresh = ''] = [folders.committed, folders.fresh].map((folder) => {
    try {
      return readFileSync(path.join(folder, name), 'utf8');
    } catch {
      return '';
    }
  });
  return createTwoFilesPatch(`api/${name}`, `api/${name}`, committed, fresh, 'reviewed', 'now');
}
