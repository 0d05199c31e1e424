import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The zstd dictionary of the pinned omni client module. It is part of that module and not of this repository. */
export async function omniDictionary(): Promise<Uint8Array> {
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', 'github.com/siderolabs/omni/client'], {
    cwd: path.resolve(import.meta.dirname, '..'),
  });
  return readFile(path.join(stdout.trim(), 'pkg/compression/data/config.1.zdict'));
}
