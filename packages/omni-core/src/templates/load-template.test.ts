import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import { loadTemplate } from './load-template.ts';
import type { TemplateTarget } from './target.ts';
import { documentsOf } from './template.ts';

const load = (text: string, target: TemplateTarget = '1.10', files: Record<string, string> = {}) =>
  loadTemplate(text, { files: memoryFiles(files), target });

async function refusal(text: string, target?: TemplateTarget): Promise<string> {
  const error = await load(text, target).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'TemplateLoadError', code: 'template_invalid' });
  return error instanceof Error ? error.message : '';
}

describe('loadTemplate', () => {
  it('collects every wrong field of a document', async () => {
    const text = 'kind: Workers\nname: [a]\nmachines: b\nfoo: 1\nkernelArgs:\n  - {}\nname: c\n';

    expect(await refusal(text)).toBe(
      'error loading template: error decoding document at line 1:1: yaml: construct errors:\n' +
        '  line 4: field foo not found in type models.Workers\n' +
        '  line 7: mapping key "name" already defined at line 2\n' +
        '  line 2: cannot construct !!seq into string\n' +
        '  line 3: cannot construct !!str `b` into []string\n' +
        '  line 6: cannot construct !!map into string',
    );
  });

  it.each([
    [
      'kind: Machine\ninstall: {diskSelector: x}\n',
      '1.10',
      'field diskSelector not found in type models.MachineInstall',
    ],
    [
      'kind: Cluster\nfeatures: {enableNodeAuditSkip: true}\n',
      '1.9',
      'field enableNodeAuditSkip not found in type models.Features',
    ],
    [
      'kind: Cluster\nfeatures: {backupConfiguration: {interval: 60}}\n',
      '1.10',
      'cannot construct !!int `60` into time.Duration',
    ],
    ['kind: Machine\nlocked: "true"\n', '1.10', 'cannot construct !!str `true` into bool'],
    ['kind: Cluster\npatches: [{name: a, inline: 5}]\n', '1.10', 'expected string, but got !!int'],
    ['kind: Cluster\nlabels: &a {b: *a}\n', '1.10', "anchor 'a' value contains itself"],
    ['kind: Cluster\nname: *nobody\n', '1.10', "unknown anchor 'nobody' referenced"],
  ] as const)('refuses %j for %s', async (text, target, reason) => {
    expect(await refusal(text, target)).toContain(reason);
  });

  it('reads booleans in their YAML 1.1 spellings and texts as they are written', async () => {
    const template = await load('kind: Machine\nlocked: on\nlabels: {a: 1.0, b: yes, c: 2024-01-01, d:}\n');

    expect(documentsOf(template, 'Machine')).toMatchObject([
      { locked: true, labels: { a: '1.0', b: 'yes', c: '2024-01-01', d: '' } },
    ]);
  });

  it('accepts a byte order mark and Windows line ends', async () => {
    const template = await load('\uFEFFkind: Workers\r\nname: a\r\n');

    expect(documentsOf(template, 'Workers')).toMatchObject([{ name: 'a' }]);
  });

  it('reads each referenced file once and keeps the failure of a missing one', async () => {
    const reads: string[] = [];
    const files = memoryFiles({ 'a.yaml': 'machine: {}' });
    const text = 'kind: Cluster\npatches: [{file: a.yaml}, {name: b, file: a.yaml}, {file: gone.yaml}]\n';

    const template = await loadTemplate(text, {
      files: {
        read(path) {
          reads.push(path);
          return files.read(path);
        },
      },
    });

    expect(reads).toEqual(['a.yaml', 'gone.yaml']);
    expect(template.files.get('gone.yaml')).toMatchObject({ failure: 'missing' });
  });

  it('passes on failures that have nothing to do with the template', async () => {
    const files = { read: () => Promise.reject(new Error('the network is down')) };

    await expect(loadTemplate('kind: Cluster\npatches: [{file: a}]\n', { files })).rejects.toThrow(
      'the network is down',
    );
  });

  it('refuses aliases that expand without measure', async () => {
    const levels = Array.from({ length: 12 }, (_, index) => {
      const parts = Array.from({ length: 9 }, () => (index === 0 ? 'lol' : `*l${index - 1}`));
      return `    l${index}: &l${index} [${parts.join(', ')}]`;
    });
    const bomb = `kind: Cluster\npatches:\n- name: bomb\n  inline:\n${levels.join('\n')}\n`;

    expect(await refusal(bomb)).toContain('excessive aliasing');
  });

  it('refuses nesting without measure', async () => {
    expect(await refusal(`kind: Cluster\nname: ${'['.repeat(50_000)}\n`)).toMatch(
      /error decoding template: yaml: .*nested too deeply/,
    );
  });

  it('never repeats what a patch says', async () => {
    const canary = 'canary';

    for (const patch of [
      `[${canary}]`,
      `{a: [${canary}}`,
      `{a: ${canary}, a: ${canary}}`,
      `"${canary}`,
      `[{}, ${canary}]`,
    ]) {
      expect(await refusal(`kind: Cluster\npatches:\n- name: p\n  inline: ${patch}\n`)).not.toContain(canary);
    }
  });
});
