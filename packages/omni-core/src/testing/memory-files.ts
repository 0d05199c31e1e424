import { posix } from 'node:path';
import { TemplateFileError } from '../templates/errors.ts';
import type { TemplateFiles } from '../templates/template-files.ts';

/** Where the template stands among the files. */
export interface MemoryFilesOptions {
  /** Directory of the template; references are relative to it and must not leave the top. @default '.' */
  readonly directory?: string;
}

/** Referenced files kept in memory, by their path from the top. Confined as a directory is. */
export function memoryFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  { directory = '.' }: MemoryFilesOptions = {},
): TemplateFiles {
  const paths = new Map(Object.entries(files).map(([path, content]) => [posix.normalize(path), content]));
  return {
    async read(path) {
      const wanted = posix.isAbsolute(path) ? posix.normalize(path) : posix.join(directory, path);
      if (posix.isAbsolute(wanted) || wanted === '..' || wanted.startsWith('../')) {
        throw new TemplateFileError('outside', wanted);
      }
      const content = paths.get(wanted);
      if (content !== undefined) return typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const isDirectory = [...paths.keys()].some((known) => known.startsWith(`${wanted}/`));
      throw new TemplateFileError(isDirectory ? 'directory' : 'missing', wanted);
    },
  };
}
