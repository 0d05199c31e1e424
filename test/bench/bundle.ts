import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Bundles a program for this Node into a directory of its own. @returns the file to run or import */
export async function bundle(directory: string, name: string, source: string): Promise<string> {
  await build({
    stdin: { contents: source, resolveDir: ROOT, loader: 'ts' },
    outdir: path.join(directory, name),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported when it is needed stays in files of its own, as it is without a bundler.
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['fleetwright-source'],
    mainFields: ['module', 'main'],
    // CommonJS inside an ES module still asks for require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  return path.join(directory, name, 'stdin.mjs');
}
