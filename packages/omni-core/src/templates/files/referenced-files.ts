import pMap from 'p-map';
import { TemplateFileError } from '../errors.ts';
import type { TemplateFiles } from '../template-files.ts';

/** What reading one reference gave: its text, byte order mark included, or why there is none. */
export type ReferencedFile = string | TemplateFileError;

/** Every referenced file by its path as written, so that validating and rendering need no I/O. */
export type ReferencedFiles = ReadonlyMap<string, ReferencedFile>;

const CONCURRENT_READS = 16;

/** Reads each path once. A file that cannot be read is part of the answer; any other failure rejects. */
export async function readReferencedFiles(
  paths: readonly string[],
  files: TemplateFiles,
  signal?: AbortSignal,
): Promise<ReferencedFiles> {
  const read = async (path: string): Promise<[string, ReferencedFile]> => {
    try {
      return [path, decodeText(await files.read(path), path)];
    } catch (error) {
      if (error instanceof TemplateFileError) return [path, error];
      throw error;
    }
  };
  const entries = await pMap(new Set(paths), read, { concurrency: CONCURRENT_READS, ...(signal && { signal }) });
  return new Map(entries);
}

/**
 * The text of a file that validation found readable.
 * @throws {TemplateFileError} when it is not
 */
export function fileText(files: ReferencedFiles, path: string): string {
  const content = files.get(path) ?? new TemplateFileError('missing', path);
  if (content instanceof TemplateFileError) throw content;
  return content;
}

/** Omni stores text; bytes that are none would be changed on the way. */
function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new TemplateFileError('unreadable', path, { cause, hint: 'The file is not UTF-8 text.' });
  }
}
