import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isOmniError,
  loadTemplateFile,
  type MachineConfigSchema,
  parseTemplateArguments,
  printRenderedTemplate,
  renderTemplate,
  validateTemplate,
} from '@fleetwright/omni-core';

/** What the real engine (v1.9.3) does, case by case. See README.md beside this file. */
const ROOT = join(import.meta.dirname, 'templates');

/** After these words the text comes from Go's YAML or CEL library. */
const LIBRARY_TEXT =
  /(?<=error decoding document at line \d+:\d+: |error decoding template: |decode error: |error decoding {2}to \S+: |is not a valid boolean disk expression: )[\s\S]*?(?=\n\n|$)/g;

/** One recorded case. */
export interface TemplateCase {
  readonly name: string;
  readonly kind: 'valid' | 'invalid' | 'render-error';
  readonly features: readonly string[];
  readonly stderrMatch: 'exact' | 'prefix' | 'unordered';
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

export const templateCases = readdirSync(ROOT).map((name): TemplateCase => {
  const { kind, features, stderrMatch = 'exact' } = JSON.parse(readFileSync(join(ROOT, name, 'case.json'), 'utf8'));
  return { name, kind, features, stderrMatch };
});

/** What omnictl printed. */
export function recordedOutput({ name }: TemplateCase, command: 'validate' | 'render'): Output {
  const suffix = command === 'render' ? 'yaml' : 'stdout';
  return {
    stdout: readFileSync(join(ROOT, name, `expected.${command}.${suffix}`), 'utf8'),
    stderr: readFileSync(join(ROOT, name, `expected.${command}.stderr`), 'utf8'),
  };
}

/** What the engine prints. */
export async function outputOf(
  { name }: TemplateCase,
  command: 'validate' | 'render',
  machineConfigSchema?: MachineConfigSchema,
): Promise<Output> {
  const argsFile = join(ROOT, name, 'args');
  const args = existsSync(argsFile)
    ? readFileSync(argsFile, 'utf8')
        .split('\n')
        .filter((arg) => arg !== '')
    : ['-f', 'template.yaml'];
  try {
    const { file, allowedDirectory } = parseTemplateArguments(command, args);
    const template = await loadTemplateFile(file, {
      workingDirectory: join(ROOT, name),
      allowedDirectory,
      target: '1.9',
      ...(machineConfigSchema && { machineConfigSchema }),
    });
    validateTemplate(template);
    const stdout =
      command === 'render'
        ? printRenderedTemplate(renderTemplate(template, { now: new Date(0) }), { target: template.target })
        : '';
    return { stdout, stderr: '' };
  } catch (error) {
    if (!isOmniError(error, 'template_invalid', 'invalid_argument')) throw error;
    return { stdout: '', stderr: `Error: ${error.message}\n` };
  }
}

/** The part of a text that both sides have to agree on. */
export function comparable(text: string, { stderrMatch }: TemplateCase): string {
  if (stderrMatch === 'prefix') return text.replace(LIBRARY_TEXT, '…');
  return stderrMatch === 'unordered' ? text.split('\n').sort().join('\n') : text;
}
