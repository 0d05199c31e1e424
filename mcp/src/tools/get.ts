import { type JsonObject, resolveResourceType, toJsonValue } from '@fleetwright/omni-core';
import { z } from 'zod';
import { readTool } from '../catalogue/tool.ts';
import { fitValue } from '../list/byte-budget.ts';
import { pickFields } from '../list/fields.ts';
import { fieldsArgument, maxBytesArgument } from '../list/size-arguments.ts';

/** One resource with its metadata. */
export const getResource = readTool({
  name: 'omni_get',
  title: 'Get a resource',
  description:
    'Shows one resource with metadata and spec, keys as in `omnictl get -o yaml`. Secrets are shown as «redacted:…»; equal marks mean equal values. Never pass such marks back in omni_apply.',
  input: z.strictObject({
    type: z.string().max(120).describe('Type, display name or alias'),
    id: z.string().max(300),
    namespace: z.string().max(120).optional().describe('Only if not the default of the type'),
    fields: fieldsArgument,
    max_bytes: maxBytesArgument,
  }),
  data: z.object({
    resource: z.record(z.string(), z.unknown()),
    truncated: z.boolean().describe('Long texts were cut'),
  }),
  async run({ type, id, namespace, fields, max_bytes }, { omni }) {
    const found = await omni.get(resolveResourceType(type), id, namespace === undefined ? {} : { namespace });
    const whole = toJsonValue(found) as JsonObject;
    const { value, cut } = fitValue(fields === undefined ? whole : pickFields(whole, fields), max_bytes);
    return { data: { resource: { ...value }, truncated: cut } };
  },
});
