import type { CallOptions } from '../transport/call-options.ts';
import type { ValidateJsonSchemaResponse } from '../wire/gen/management.ts';
import { managementService } from '../wire/services.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';

/** One thing in the data that does not fit the schema. */
export interface SchemaViolation {
  /** Where in the data, as a JSON pointer. */
  readonly dataPath: string;
  /** The rule that is broken. */
  readonly schemaPath: string;
  readonly cause: string;
  /** The reasons inside of it. */
  readonly details: readonly SchemaViolation[];
}

export async function validateConfig(caller: ManagementCaller, config: string, options: CallOptions): Promise<void> {
  await caller.unary(
    managementService.validateConfig,
    { config },
    { ...callOptions(options), subject: 'config patch' },
  );
}

export async function validateJsonSchema(
  caller: ManagementCaller,
  data: string,
  schema: string,
  options: CallOptions,
): Promise<readonly SchemaViolation[]> {
  const { errors } = await caller.unary(
    managementService.validateJSONSchema,
    { data, schema },
    { ...callOptions(options), subject: 'JSON data' },
  );
  return errors.map(violationOf);
}

function violationOf({ dataPath, schemaPath, cause, errors }: ValidateJsonSchemaResponse.Error): SchemaViolation {
  return { dataPath, schemaPath, cause, details: errors.map(violationOf) };
}
