import { fileFailureText, TemplateFileError } from '../errors.ts';
import type { ReferencedFiles } from '../files/referenced-files.ts';
import { goQuote } from '../go-format.ts';
import type { MachineConfigSchema } from '../machine-config/machine-config-schema.ts';
import type { Problem } from '../problem.ts';
import type { Dialect } from '../target.ts';

/** What the checks of one template share. */
export interface ValidationContext {
  readonly dialect: Dialect;
  readonly files: ReferencedFiles;
  /** What config patches may hold, when that is checked. */
  readonly machineConfigSchema: MachineConfigSchema | undefined;
}

/** Patches are read when they are checked: the content, or why there is none. */
export function readChecked(path: string, { files }: ValidationContext): string | Problem {
  const content = files.get(path) ?? new TemplateFileError('missing', path);
  if (!(content instanceof TemplateFileError)) return content;
  return { text: `failed to access ${goQuote(path)}: ${content.message}` };
}

/** Manifests and jobs are only looked at when they are checked: a directory passes here and fails when rendered. */
export function checkExists(path: string, { files }: ValidationContext): Problem[] {
  const content = files.get(path) ?? new TemplateFileError('missing', path);
  if (!(content instanceof TemplateFileError) || content.failure === 'directory') return [];
  return [{ text: `failed to access ${goQuote(path)}: ${fileFailureText('statat', content.failure, content.path)}` }];
}
