import { access, readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { TemplateLoadError } from './errors.ts';
import { directoryFiles } from './files/directory-files.ts';
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
  readonly signal?: AbortSignal;
}

/**
 * Loads a template from disk, with its references confined as omnictl confines them.
 * @throws {TemplateLoadError} when the file cannot be read or is no template
 */
export async function loadTemplateFile(path: string, options: LoadTemplateFileOptions = {}): Promise<Template> {
  const { allowedDirectory = '.', workingDirectory = process.cwd(), ...load } = options;
  const file = resolve(workingDirectory, path);
  const root = resolve(dirname(file), allowedDirectory);
  const text = await readFile(file, 'utf8').catch((error: unknown) => refuse(error, path));
  await access(root).catch((error: unknown) => refuse(error, allowedDirectory));
  const files = directoryFiles({ root, directory: relative(root, dirname(file)) });
  return await loadTemplate(text, { ...load, files, name: path });
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
