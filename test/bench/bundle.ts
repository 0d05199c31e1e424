import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');

let built: Promise<unknown> | undefined;

/** Builds `@fleetwright/omni-core` as it is published, once per bench. */
export async function buildLibrary(): Promise<void> {
  built ??= run('npm', ['run', 'build', '-w', '@fleetwright/omni-core'], { cwd: ROOT });
  await built;
}

/** Bundles a program for this Node, with the library as published. @returns the file to run or import */
export async function bundle(directory: string, name: string, source: string): Promise<string> {
  await buildLibrary();
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
    mainFields: ['module', 'main'],
    // CommonJS inside an ES module still asks for require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  return path.join(directory, name, 'stdin.mjs');
}
