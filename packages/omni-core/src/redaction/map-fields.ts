import type { FieldClassifier } from './classify-field.ts';
import type { FieldClass } from './field-class.ts';
import type { JsonValue } from './json-value.ts';

/** What becomes of one text of a spec, by its class; `undefined` stands for a field nobody classified. */
export interface FieldMapping {
  readonly text: (text: string, fieldClass: FieldClass | undefined) => JsonValue;
  readonly key: (key: string) => string;
}

/** A printed spec with every text in it mapped by its class. Bytes print as lists of numbers and count as texts. */
export function mapFields(
  value: JsonValue,
  classOf: FieldClassifier,
  mapping: FieldMapping,
  path: readonly string[] = [],
): JsonValue {
  if (typeof value === 'string') return mapping.text(value, classOf(path));
  if (Array.isArray(value)) {
    if (isBytes(value) && classOf(path) !== 'plain') return mapping.text(JSON.stringify(value), undefined);
    return value.map((item: JsonValue) => mapFields(item, classOf, mapping, path));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [mapping.key(key), mapFields(child, classOf, mapping, [...path, key])]),
  );
}

function isBytes(list: readonly JsonValue[]): boolean {
  return list.length >= 8 && list.every((item) => Number.isInteger(item) && Number(item) >= 0 && Number(item) <= 255);
}
