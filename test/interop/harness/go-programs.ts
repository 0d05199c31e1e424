import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const MODULE = path.resolve(import.meta.dirname, '..');
const CACHE = path.join(MODULE, '.cache');

/** The commands of the Go module. */
export type GoProgram = 'omnictl' | 'cosi-server' | 'list-client' | 'watch-client' | 'render-template';

/** Where {@link buildGoPrograms} puts a program. */
export function programPath(program: GoProgram): string {
  return path.join(CACHE, program);
}

/**
 * Builds all programs of the interop module; Go skips what is up to date. The first build downloads and compiles
 * omnictl's dependencies, which takes minutes.
 *
 * @throws {Error} with the compiler's output
 */
export async function buildGoPrograms(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  // Without symbols linking four 100 MB programs takes half the time.
  await run('go', ['build', '-ldflags=-s -w', '-o', `${CACHE}${path.sep}`, './cmd/...'], { cwd: MODULE });
}
