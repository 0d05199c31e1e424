import { isOmniError, parseTemplateArguments, type TemplateCommand } from '@fleetwright/omni-core';
import { describe, expect, it } from 'vitest';
import { prepareOmnictl } from './harness/omnictl.ts';

const CASES: readonly (readonly [TemplateCommand, readonly string[]])[] = [
  ['validate', []],
  ['validate', ['-f']],
  ['validate', ['--file']],
  ['validate', ['--allowed-dir']],
  ['render', ['-x']],
  ['render', ['-qz']],
  ['validate', ['-f', 'a', '-d']],
  ['diff', ['--bogus=1', 'x']],
  ['validate', ['---x']],
  ['validate', ['--=x']],
  ['sync', ['-f', 'a', 'extra', 'b']],
  ['status', ['extra']],
  ['delete', ['--', 'a']],
];

describe('arguments that no command takes', () => {
  it.each(CASES)('%s %j are refused in the words of omnictl', async (command, args) => {
    await using omnictl = await prepareOmnictl({ endpoint: '', serviceAccountKey: '' });

    const { stderr } = await omnictl.run(['cluster', 'template', command, ...args]);

    expect(`Error: ${refusalOf(command, args)}\n`).toBe(stderr);
  });
});

function refusalOf(command: TemplateCommand, args: readonly string[]): string {
  try {
    parseTemplateArguments(command, args);
  } catch (error) {
    if (isOmniError(error, 'invalid_argument')) return error.message;
    throw error;
  }
  throw new TypeError('the arguments were taken');
}
