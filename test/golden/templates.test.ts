import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isOmniError,
  loadTemplateFile,
  printRenderedTemplate,
  renderTemplate,
  validateTemplate,
} from '@fleetwright/omni-core';
import { describe, expect, it } from 'vitest';

/** What the real engine (v1.9.3) does, case by case. See README.md beside this file. */
const ROOT = join(import.meta.dirname, 'templates');

/** Cases this engine does not reproduce, each with the reason. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['i23-patch-unknown-key', 'needs the Talos schema; the server refuses it'],
  ['i26-patch-unknown-kind', 'needs the Talos schema; the server refuses it'],
  ['i28-patch-wrong-types', 'needs the Talos schema; the server refuses it'],
  ['i53-no-file-flag', 'about the flags of a command line, which a library has none of'],
  ['i57-unknown-flag', 'about the flags of a command line, which a library has none of'],
  ['i58-positional-arg', 'about the flags of a command line, which a library has none of'],
]);

/** After these words the text comes from Go's YAML or CEL library. */
const LIBRARY_TEXT =
  /(?<=error decoding document at line \d+:\d+: |error decoding template: |decode error: |error decoding {2}to \S+: |is not a valid boolean disk expression: )[\s\S]*?(?=\n\n|$)/g;

interface GoldenCase {
  readonly name: string;
  readonly kind: 'valid' | 'invalid' | 'render-error';
  readonly stderrMatch: 'exact' | 'prefix' | 'unordered';
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

const cases = readdirSync(ROOT).map((name): GoldenCase => {
  const { kind, stderrMatch = 'exact' } = JSON.parse(readFileSync(join(ROOT, name, 'case.json'), 'utf8'));
  return { name, kind, stderrMatch };
});

async function run(name: string, command: 'validate' | 'render'): Promise<Output> {
  const argsFile = join(ROOT, name, 'args');
  const args = existsSync(argsFile) ? readFileSync(argsFile, 'utf8').trim().split('\n') : ['-f', 'template.yaml'];
  const flag = (text: string) => args[args.indexOf(text) + 1] ?? '';
  try {
    const template = await loadTemplateFile(flag('-f'), {
      workingDirectory: join(ROOT, name),
      target: '1.9',
      ...(args.includes('--allowed-dir') && { allowedDirectory: flag('--allowed-dir') }),
    });
    validateTemplate(template);
    const stdout =
      command === 'render'
        ? printRenderedTemplate(renderTemplate(template, { now: new Date(0) }), { target: template.target })
        : '';
    return { stdout, stderr: '' };
  } catch (error) {
    if (!isOmniError(error, 'template_invalid')) throw error;
    return { stdout: '', stderr: `Error: ${error.message}\n` };
  }
}

function comparable(text: string, { stderrMatch }: GoldenCase): string {
  if (stderrMatch === 'prefix') return text.replace(LIBRARY_TEXT, '…');
  return stderrMatch === 'unordered' ? text.split('\n').sort().join('\n') : text;
}

describe('golden templates', () => {
  it('are the 98 recorded cases', () => {
    expect(cases).toHaveLength(98);
  });

  describe.each(cases.filter(({ name }) => !EXCEPTIONS.has(name)))('$name', (golden) => {
    it.each(['validate', 'render'] as const)('answers %s as omnictl does', async (command) => {
      const suffix = command === 'render' ? 'yaml' : 'stdout';
      const expected = {
        stdout: readFileSync(join(ROOT, golden.name, `expected.${command}.${suffix}`), 'utf8'),
        stderr: readFileSync(join(ROOT, golden.name, `expected.${command}.stderr`), 'utf8'),
      };

      const actual = await run(golden.name, command);

      expect(comparable(actual.stderr, golden)).toBe(comparable(expected.stderr, golden));
      expect(actual.stdout).toBe(expected.stdout);
    });
  });

  it('leave no case with a rendering out', () => {
    const excepted = cases.filter(({ name }) => EXCEPTIONS.has(name));

    expect(excepted.filter(({ kind }) => kind !== 'invalid')).toEqual([]);
  });
});
