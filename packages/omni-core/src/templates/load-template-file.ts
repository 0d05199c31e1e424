import { access, readFile, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { TemplateLoadError } from './errors.ts';
import { directoryFiles } from './files/directory-files.ts';
import { checkSourceLength, DEFAULT_TEMPLATE_LIMITS, MOST_BYTES_PER_CHARACTER, type TemplateLimits } from './limits.ts';
import { loadTemplate } from './load-template.ts';
import type { MachineConfigSchema } from './machine-config/machine-config-schema.ts';
import type { TemplateTarget } from './target.ts';
import type { Template } from './template.ts';

/** Where references may lead, and what the template is for. */
export interface LoadTemplateFileOptions {
  /** Directory that references must not leave, relative to the template's own. @default '.' */
  readonly allowedDirectory?: string;
  /** What a relative template path is relative to. @default the process's working directory */
  readonly workingDirectory?: string;
  /** The Omni the template is for. @default '1.10' */
  readonly target?: TemplateTarget;
  /** Hold config patches against the schema of Talos when the template is validated. @default structure only */
  readonly machineConfigSchema?: MachineConfigSchema;
  /** What the template may take. @default {@link DEFAULT_TEMPLATE_LIMITS} */
  readonly limits?: Partial<TemplateLimits>;
  readonly signal?: AbortSignal;
}

/**
 * Loads a template from disk, with its references confined as omnictl confines them.
 * @throws {TemplateLoadError} when the file cannot be read or is no template
 * @throws {TemplateLimitError} when it takes more than its limits allow
 */
export async function loadTemplateFile(path: string, options: LoadTemplateFileOptions = {}): Promise<Template> {
  const { allowedDirectory = '.', workingDirectory = process.cwd(), ...load } = options;
  const file = resolve(workingDirectory, path);
  const root = resolve(dirname(file), allowedDirectory);
  const text = await readTemplate(file, path, { ...DEFAULT_TEMPLATE_LIMITS, ...load.limits });
  await access(root).catch((error: unknown) => refuse(error, allowedDirectory));
  const files = directoryFiles({ root, directory: relative(root, dirname(file)) });
  return await loadTemplate(text, { ...load, files, name: path });
}

/** A file that is too long, or has no end, is refused before it is read. */
async function readTemplate(file: string, path: string, limits: TemplateLimits): Promise<string> {
  const stats = await stat(file).catch((error: unknown) => refuse(error, path));
  if (!stats.isFile() && !stats.isDirectory()) refuse(undefined, path);
  checkSourceLength(path, stats.size / MOST_BYTES_PER_CHARACTER, limits);
  return await readFile(file, 'utf8').catch((error: unknown) => refuse(error, path));
}

function refuse(error: unknown, path: string): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EISDIR':
      throw new TemplateLoadError(
        `error loading template: error decoding template: yaml: offset 0: input error: read ${path}: is a directory`,
        { cause: error },
      );
    case 'ENOENT':
      throw new TemplateLoadError(`open ${path}: no such file or directory`, { cause: error });
    default:
      throw new TemplateLoadError(`open ${path}: permission denied`, { cause: error });
  }
}
