import pMap from 'p-map';
import { TemplateFileError } from '../errors.ts';
import { DEFAULT_TEMPLATE_LIMITS, type TemplateLimits } from '../limits.ts';
import { TemplateLimitError } from '../source-errors.ts';
import type { TemplateFiles } from '../template-files.ts';

/** What reading one reference gave: its text, byte order mark included, or why there is none. */
export type ReferencedFile = string | TemplateFileError;

/** Every referenced file by its path as written, so that validating and rendering need no I/O. */
export type ReferencedFiles = ReadonlyMap<string, ReferencedFile>;

const CONCURRENT_READS = 16;

export interface ReadReferencedOptions {
  /** @default {@link DEFAULT_TEMPLATE_LIMITS} */
  readonly limits?: Pick<TemplateLimits, 'referencedCharacters'>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads each path once. A file that cannot be read is part of the answer; any other failure rejects.
 * @throws {TemplateLimitError} when they are too long together
 */
export async function readReferencedFiles(
  paths: readonly string[],
  files: TemplateFiles,
  { limits = DEFAULT_TEMPLATE_LIMITS, signal }: ReadReferencedOptions = {},
): Promise<ReferencedFiles> {
  const { referencedCharacters } = limits;
  let total = 0;
  const read = async (path: string): Promise<[string, ReferencedFile]> => {
    try {
      const text = decodeText(await files.read(path), path);
      total += text.length;
      if (total > referencedCharacters) throw new TemplateLimitError('referencedCharacters', referencedCharacters);
      return [path, text];
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
