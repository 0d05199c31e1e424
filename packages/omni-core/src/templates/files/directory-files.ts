import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { OmniError } from '../../errors/omni-error.ts';
import { TemplateFileError, type TemplateFileFailure } from '../errors.ts';
import type { TemplateFiles } from '../template-files.ts';

/** Which files may be read, and how large they may be. */
export interface DirectoryFilesOptions {
  /** Directory nothing may leave. */
  readonly root: string;
  /** Directory of the template, from the root; references are relative to it. @default '.' */
  readonly directory?: string;
  /** Largest file that is read, in bytes. @default 33_554_432 */
  readonly maxBytes?: number;
}

const FAILURES: Readonly<Record<string, TemplateFileFailure>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'directory',
};

/**
 * Reads references from a directory. A path may use `..` and links as long as the file it ends at lies inside the
 * root; only regular files are read.
 */
export function directoryFiles({ root, directory = '.', maxBytes = 33_554_432 }: DirectoryFilesOptions): TemplateFiles {
  return {
    async read(path) {
      const wanted = resolve(root, directory, path);
      const shown = toPosix(relative(resolve(root), wanted)) || '.';
      if (escapes(shown)) throw new TemplateFileError('outside', shown);
      try {
        const [realRoot, real] = await Promise.all([realpath(root), realpath(wanted)]);
        if (escapes(relative(realRoot, real))) throw new TemplateFileError('outside', shown);
        return await readRegularFile(real, shown, maxBytes);
      } catch (error) {
        if (error instanceof OmniError) throw error;
        throw new TemplateFileError(FAILURES[errorCode(error)] ?? 'unreadable', shown, { cause: error });
      }
    },
  };
}

/** Without following a link put there since the path was resolved, and without waiting on a pipe. */
async function readRegularFile(real: string, shown: string, maxBytes: number): Promise<Uint8Array> {
  await using file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stats = await file.stat();
  if (stats.isDirectory()) throw new TemplateFileError('directory', shown);
  if (!stats.isFile()) throw new TemplateFileError('unreadable', shown);
  if (stats.size > maxBytes) {
    throw new TemplateFileError('unreadable', shown, { hint: `The file is larger than ${maxBytes} bytes.` });
  }
  return await file.readFile();
}

function escapes(fromRoot: string): boolean {
  return isAbsolute(fromRoot) || fromRoot === '..' || toPosix(fromRoot).startsWith('../');
}

function toPosix(path: string): string {
  return path.split(sep).join(posix.sep);
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
