import {
  type JsonObject,
  parseSelector,
  resolveResourceType,
  resourceTypeInfo,
  toJsonValue,
} from '@fleetwright/omni-core';
import { z } from 'zod';
import { readTool } from '../catalogue/tool.ts';
import { countFitting, fitValue } from '../list/byte-budget.ts';
import { rowOf } from '../list/columns.ts';
import { openCursor, sealCursor } from '../list/cursor.ts';
import { pickFields } from '../list/fields.ts';
import { printRows } from '../list/print-rows.ts';
import { fieldsArgument, maxBytesArgument } from '../list/size-arguments.ts';

const row = z.record(z.string(), z.unknown());

/** Resources of one type, a page at a time. */
export const listResources = readTool({
  name: 'omni_list',
  title: 'List resources',
  description:
    'Lists resources of one type, sorted by id, a page at a time. view=summary gives the columns omnictl shows; use omni_get for one resource in full, omni_cluster for the state of a cluster.',
  input: z.strictObject({
    type: z.string().max(120).describe('Type, display name or alias, e.g. clusters, MachineStatus'),
    selector: z.string().max(500).optional().describe('Labels: a=b,c!=d,e,!f,g in (x, y),cores>=8'),
    id_regexp: z.string().max(200).optional().describe('Unanchored RE2 the id must match'),
    namespace: z.string().max(120).optional().describe('Only if not the default of the type'),
    view: z.enum(['summary', 'full']).default('summary'),
    fields: fieldsArgument,
    limit: z.int().min(1).max(200).default(25).describe('Most rows per page'),
    max_bytes: maxBytesArgument,
    cursor: z.string().max(600).optional().describe('next_cursor of the page before'),
  }),
  data: z.object({
    type: z.string(),
    rows: z.array(row),
    total: z.int().describe('Rows of all pages'),
    truncated: z.boolean().describe('Long texts were cut'),
    next_cursor: z.string().optional(),
  }),
  async run({ type: name, selector, id_regexp, namespace, view, fields, limit, max_bytes, cursor }, services) {
    const { omni, cursors } = services;
    const type = resolveResourceType(name);
    const listing = [type.type, namespace ?? null, selector ?? null, id_regexp ?? null];
    const after = cursor === undefined ? undefined : openCursor(cursor, listing, cursors);
    const page = await omni.list(type, {
      limit,
      ...(after === undefined ? {} : { after }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(selector === undefined ? {} : { labels: parseSelector(selector) }),
      ...(id_regexp === undefined ? {} : { idPattern: id_regexp }),
    });
    const columns = resourceTypeInfo(type)?.columns ?? [];
    const all = page.resources.map((resource): JsonObject => {
      if (fields === undefined && view === 'summary') return rowOf(resource, columns);
      const whole = toJsonValue(resource) as JsonObject;
      return fields === undefined ? whole : { id: resource.metadata.id, ...pickFields(whole, fields) };
    });
    const fitting = all.slice(0, countFitting(all, max_bytes)).map((fit) => fitValue(fit, max_bytes));
    const lastShown = page.resources[fitting.length - 1];
    const isMore = fitting.length < all.length || page.remaining > 0;
    return {
      data: {
        type: type.type,
        rows: fitting.map(({ value }) => ({ ...value })),
        total: page.total,
        truncated: fitting.some(({ cut }) => cut),
        ...(isMore && lastShown ? { next_cursor: sealCursor(lastShown.metadata.id, listing, cursors) } : {}),
      },
      text: ({ type: full, rows, total, truncated, next_cursor }) =>
        [
          `${full}: ${rows.length} of ${total}`,
          printRows(rows),
          ...(truncated ? ['truncated: true'] : []),
          ...(next_cursor === undefined ? [] : [`next_cursor: ${next_cursor}`]),
        ].join('\n'),
    };
  },
});
