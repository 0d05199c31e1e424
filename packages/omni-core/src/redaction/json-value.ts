/** Anything JSON can carry. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Turns a parsed YAML value into JSON; integers beyond the safe range become text, unknown things `null`. */
export function toJsonValue(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'object': {
      if (Array.isArray(value)) return value.map(toJsonValue);
      if (value instanceof Date) return value.toISOString();
      if (value === null) return null;
      const entries =
        value instanceof Map ? [...value].map(([key, child]) => [String(key), child]) : Object.entries(value);
      return Object.fromEntries(
        entries.filter(([, child]) => child !== undefined).map(([key, child]) => [key, toJsonValue(child)]),
      );
    }
    default:
      return null;
  }
}

/** True for the mappings among JSON values. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
