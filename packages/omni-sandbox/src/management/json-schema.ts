import type { Init, management } from '@fleetwright/omni-core/wire';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { StatusError } from '../status/status-error.ts';

/** @throws {StatusError} INVALID_ARGUMENT for data or a schema that is none */
export function validateJsonSchema({
  data,
  schema,
}: management.ValidateJsonSchemaRequest): Init<management.ValidateJsonSchemaResponse> {
  const validate = compiled(read(schema, 'schema'));
  validate(read(data, 'data'));
  return {
    errors: (validate.errors ?? []).map(({ instancePath, schemaPath, message = '' }) => ({
      dataPath: instancePath,
      schemaPath,
      cause: message,
    })),
  };
}

function compiled(schema: unknown) {
  if (typeof schema !== 'object' || schema === null) throw invalid('schema is not an object');
  try {
    return new Ajv({ allErrors: true, strict: false, validateFormats: false, logger: false }).compile(schema);
  } catch (cause) {
    throw invalid('failed to compile schema', cause);
  }
}

/** JSON, or the YAML provider data comes in. */
function read(text: string, what: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw invalid(`failed to parse ${what}`, cause);
  }
}

function invalid(message: string, cause?: unknown): StatusError {
  return new StatusError('INVALID_ARGUMENT', message, { cause });
}
