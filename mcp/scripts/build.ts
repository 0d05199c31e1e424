import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Bundles the command into one file that any Node from 22 on runs without node_modules.

const workspace = new URL('..', import.meta.url);
const outfile = fileURLToPath(new URL('dist/main.js', workspace));

await rm(new URL('dist/', workspace), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: fileURLToPath(workspace),
  entryPoints: ['src/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  conditions: ['fleetwright-source'],
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
  banner: {
    // CommonJS dependencies ask for Node's own modules by require(), which an ES module does not have.
    js: "#!/usr/bin/env node\nimport { createRequire as fleetwrightRequire } from 'node:module'; const require = fleetwrightRequire(import.meta.url);",
  },
});
await chmod(outfile, 0o755);
const [, output] = Object.entries(metafile.outputs).find(([path]) => path.endsWith('main.js')) ?? [];
console.log(`omni-mcp ${String(Math.round((output?.bytes ?? 0) / 1000)).padStart(5)} kB`);
const largest = Object.entries(output?.inputs ?? {}).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
for (const [path, { bytesInOutput }] of largest.slice(0, 5))
  console.log(`  ${Math.round(bytesInOutput / 1000)} kB ${path}`);
