import { CATALOGUE } from './catalogue.ts';
import { markdownTable } from './markdown-table.ts';
import { hintsOf, riskOf } from './risk.ts';
import { accessFor } from './tier.ts';
import type { Tool } from './tool.ts';

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

/** The catalogue as Markdown, from the same values the server publishes. */
export function toolsDocument(): string {
  const overview = CATALOGUE.map(({ name, title }) => {
    const { tier, upTo } = riskOf(name);
    const hints = hintsOf(name, 'destroy');
    const effects = [
      hints.readOnlyHint ? 'reads' : 'writes',
      ...(hints.destructiveHint ? ['can destroy'] : []),
      ...(hints.idempotentHint ? ['idempotent'] : []),
    ];
    return [
      `[\`${name}\`](#${name})`,
      title,
      `${tier}${upTo ? ` up to ${upTo}` : ''}`,
      accessFor(tier) ?? '',
      effects.join(', '),
    ];
  });
  return [
    '# Tools',
    '',
    'Written by `npm run docs -w @fleetwright/mcp` from the catalogue; a test compares it.',
    '',
    ...markdownTable(['tool', '', 'tier', 'offered from `--access`', 'effect'], overview),
    '',
    ...CATALOGUE.flatMap(describe),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function describe({ name, title, description, input }: Tool): readonly string[] {
  const { properties = {}, required = [] } = input['~standard'].jsonSchema.input({
    target: 'draft-2020-12',
  }) as ObjectSchema;
  const rows = Object.entries(properties).map(([key, property]) => {
    const isNeeded = required.includes(key) && property.default === undefined ? 'yes' : '';
    const fallback = property.default === undefined ? '' : `\`${JSON.stringify(property.default)}\``;
    return [`\`${key}\``, typeOf(property), isNeeded, fallback, property.description ?? ''];
  });
  const table = [...markdownTable(['argument', 'type', 'required', 'default', ''], rows), ''];
  return [`## ${name}`, '', `**${title}.** ${description}`, '', ...(rows.length === 0 ? [] : table)];
}

function typeOf({ type, enum: values }: Property): string {
  return values === undefined ? (type ?? 'any') : values.map((value) => `\`${value}\``).join(', ');
}
