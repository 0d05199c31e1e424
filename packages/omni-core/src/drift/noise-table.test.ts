import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { DRIFT_NOISE, type NoiseRule } from './noise-rules.ts';

function hides({ classes, kinds, severities, duringUpgrade }: NoiseRule): string {
  const lists = Object.entries({ classes, kinds, severities }).flatMap(([name, values]) =>
    values === undefined ? [] : [`${name} ${values.join(', ')}`],
  );
  return [...lists, ...(duringUpgrade ? ['during upgrades'] : [])].join('; ');
}

it('the guide lists every noise rule as it is', async () => {
  const guide = await readFile(new URL('../../docs/drift.md', import.meta.url), 'utf8');
  const [, table = ''] = /<!-- noise -->\n([\s\S]*?)<!-- \/noise -->/.exec(guide) ?? [];

  const rows = DRIFT_NOISE.map((rule) => `| \`${rule.id}\` | ${hides(rule)} | ${rule.because} |\n`).join('');

  expect(table).toBe(`| rule | what it hides | because |\n| --- | --- | --- |\n${rows}`);
});
