import { valueAt as coreValueAt, type JsonObject, type JsonValue } from '@fleetwright/omni-core';

/** The value at a dot path such as `metadata.labels` or `spec.network.hostname`; a list is entered item by item. */
export function valueAt(value: JsonValue, path: string): JsonValue | undefined {
  // Parts of JSON are JSON.
  return coreValueAt(value, path) as JsonValue | undefined;
}

/** The chosen fields of a resource, by path; what is absent is left out. */
export function pickFields(resource: JsonObject, fields: readonly string[]): JsonObject {
  const picked: Record<string, JsonValue> = {};
  for (const field of fields) {
    const value = valueAt(resource, field);
    if (value !== undefined) picked[field] = value;
  }
  return picked;
}
