import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { GUARDS } from './guard-table.ts';
import { IMPACT_RULES } from './impact-rules.ts';

const GUIDE = fileURLToPath(new URL('../../../docs/templates.md', import.meta.url));

/** The part of the guide between two marks. */
async function section(name: string): Promise<string> {
  const guide = await readFile(GUIDE, 'utf8');
  return guide.split(`<!-- ${name} -->\n`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

describe('the guide to templates', () => {
  it('has every guard, in the words of the code', async () => {
    const rows = GUARDS.map(({ id, severity, when, because }) => [`\`${id}\``, severity, when, because]);

    expect(await section('guards')).toBe(table(['guard', 'severity', 'stops a plan when', 'because'], rows));
  });

  it('has every rule of impact, in the words of the code', async () => {
    const rows = IMPACT_RULES.map(({ id, rule, source }) => [`\`${id}\``, rule, source]);

    expect(await section('impact')).toBe(table(['rule', 'what happens', 'source'], rows));
  });
});
