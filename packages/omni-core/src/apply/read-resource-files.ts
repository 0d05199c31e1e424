import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fromAbort } from '../errors/from-abort.ts';
import { OmniError } from '../errors/omni-error.ts';
import { parseResourcesYaml } from '../resources/parse-resources-yaml.ts';
import type { Resource } from '../resources/resource.ts';
import { compareBytes } from '../selectors/compare-bytes.ts';

/** The resources of one file. */
export interface ResourceFile {
  readonly path: string;
  readonly resources: readonly Resource[];
}

const YAML_FILE = /\.ya?ml$/i;

/**
 * Reads resources from a file (YAML or JSON), or from all `.yaml` and `.yml` files in and below a directory, in
 * lexical order as omnictl does.
 *
 * @throws {OmniError} `invalid_argument` for a path that is not there, a directory without such files, and a file that
 * cannot be read or understood; `unknown_type`; `cancelled`
 */
export async function readResourceFiles(
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly ResourceFile[]> {
  const files = await atEdge(path, options.signal, async () => {
    return (await stat(path)).isDirectory() ? yamlFilesBelow(path) : [path];
  });
  if (files.length === 0) {
    throw new OmniError('invalid_argument', `no YAML files found in directory ${JSON.stringify(path)}`);
  }
  const read: ResourceFile[] = [];
  for (const file of files) read.push({ path: file, resources: await readResources(file, options) });
  return read;
}

async function yamlFilesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const sorted = entries.sort((a, b) => compareBytes(a.name, b.name));
  const found = await Promise.all(
    sorted.map(async (entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return yamlFilesBelow(path);
      return YAML_FILE.test(entry.name) ? [path] : [];
    }),
  );
  return found.flat();
}

async function readResources(
  file: string,
  { signal }: { readonly signal?: AbortSignal },
): Promise<readonly Resource[]> {
  const text = await atEdge(file, signal, () => readFile(file, { encoding: 'utf8', ...(signal && { signal }) }));
  try {
    return parseResourcesYaml(text);
  } catch (error) {
    if (!(error instanceof OmniError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new OmniError(error.code, `${file}: ${error.message}`, { cause: error, ...hint });
  }
}

/** Failures of the file system in words of this library. */
async function atEdge<T>(path: string, signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (signal?.aborted) throw fromAbort(signal, `reading ${path}`);
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new OmniError('invalid_argument', `cannot read ${JSON.stringify(path)}: ${reason}`, { cause });
  }
}
