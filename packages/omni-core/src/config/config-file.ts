import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OmniError } from '../errors/omni-error.ts';

/**
 * Writes a file that may hold secrets: readable by its owner only, and either the old or the new content, whatever
 * happens in between. Makes missing directories. A link stays a link, what it points to is replaced.
 *
 * @throws {OmniError} `configuration_invalid` when it cannot be written
 */
export async function writeConfigFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const target = await realpath(path).catch(() => path);
    const draft = join(dirname(target), `.${randomUUID()}.tmp`);
    try {
      await writeNew(draft, content);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  } catch (cause) {
    throw new OmniError('configuration_invalid', `${path} cannot be written`, { cause });
  }
}

/** @returns `undefined` when there is no such file @throws {OmniError} `configuration_invalid` when it cannot be read */
export async function readConfigFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new OmniError('configuration_invalid', `${path} cannot be read`, { cause });
  }
}

async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
