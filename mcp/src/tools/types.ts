import { mayHoldSecrets, resourceTypeInfos } from '@fleetwright/omni-core';
import { z } from 'zod';
import { readTool } from '../catalogue/tool.ts';
import { printRows } from '../list/print-rows.ts';

/** The resource types there are; needs no call to Omni. */
export const listTypes = readTool({
  name: 'omni_types',
  title: 'Find resource types',
  description:
    'Finds Omni resource types by name, alias or purpose, with what can be done to them. Use the type names or aliases in omni_list and omni_get.',
  input: z.strictObject({
    query: z.string().max(100).optional().describe('Words the name, an alias or the purpose contains'),
    limit: z.int().min(1).max(200).default(40).describe('Most types to return'),
  }),
  data: z.object({
    types: z.array(
      z.object({
        type: z.string(),
        alias: z.string(),
        purpose: z.string(),
        verbs: z.string(),
        read_role: z.string(),
        write_role: z.string(),
        secrets: z.boolean().describe('Parts are shown redacted'),
      }),
    ),
    total: z.int(),
  }),
  async run({ query = '', limit }) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = [...resourceTypeInfos().values()].filter(({ type, verbs, allAliases, purpose }) => {
      const text = [type, purpose, ...allAliases].join(' ').toLowerCase();
      return verbs.length > 0 && words.every((word) => text.includes(word));
    });
    const found = matching
      .slice(0, limit)
      .map(({ type, displayType, aliases, purpose, verbs, readRole, writeRole }) => {
        return {
          type,
          alias: aliases[0] ?? displayType.toLowerCase(),
          purpose,
          verbs: verbs.join(','),
          read_role: readRole ?? '',
          write_role: writeRole ?? '',
          secrets: mayHoldSecrets(type),
        };
      });
    return {
      data: { types: found, total: matching.length },
      text: ({ types, total }) => `${types.length} of ${total} types\n${printRows(types)}`,
    };
  },
});
