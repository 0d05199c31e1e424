import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));

/** The lowest release that `engines` promises; the registry has no 22.19 for every processor. */
const OLDEST = process.arch === 'x64' ? '22.19.0' : '22.20.0';

/** Path of the oldest Node the packages promise to work on, fetched into the cache on first use. */
export async function oldestNode(): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = path.join(cache, `node-${OLDEST}`);
  const node = path.join(prefix, 'node_modules', name, 'bin', 'node');
  const present = await access(node).then(
    () => true,
    () => false,
  );
  if (!present) await runCommand('npm', ['install', '--prefix', prefix, '--no-save', `${name}@${OLDEST}`]);
  return node;
}
