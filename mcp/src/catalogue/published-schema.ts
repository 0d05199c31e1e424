import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';

/**
 * A zod schema whose JSON Schema is made once, not on every `tools/list`, and without what readers do not need.
 * @returns a schema that validates exactly as the given one
 */
export function publishedSchema<S extends z.ZodObject>(schema: S): StandardSchemaWithJSON<z.input<S>, z.output<S>> {
  const standard = schema['~standard'];
  let input: Record<string, unknown> | undefined;
  let output: Record<string, unknown> | undefined;
  return {
    '~standard': {
      version: 1,
      vendor: standard.vendor,
      validate: standard.validate,
      jsonSchema: {
        input: () => (input ??= jsonSchemaOf(schema, 'input')),
        output: () => (output ??= jsonSchemaOf(schema, 'output')),
      },
    },
  };
}

function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      // Replies are checked against the whole schema before they leave. Telling readers of every object which
      // properties it always has, and that it has no other, costs them a quarter of the list in tokens.
      if (io === 'output') {
        delete jsonSchema.additionalProperties;
        delete jsonSchema.required;
      }
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return json;
}
