import type { JsonObject, JsonValue } from '../redaction/json-value.ts';

/**
 * The value at a dot path such as `metadata.labels` or `spec.network.hostname`. Label keys hold dots themselves, so
 * at every step the longest matching key wins. A list is entered item by item.
 */
export function valueAt(value: JsonValue, path: string): JsonValue | undefined {
  if (path === '') return value;
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => valueAt(item, path)).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const step = Object.entries(value as JsonObject)
    .filter(([key]) => path === key || path.startsWith(`${key}.`))
    .sort(([a], [b]) => b.length - a.length)[0];
  return step === undefined ? undefined : valueAt(step[1], path.slice(step[0].length + 1));
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
