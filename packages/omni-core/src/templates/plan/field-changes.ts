import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../redaction/json-value.ts';
import { compareText } from './compare-text.ts';
import type { FieldChange } from './planned-change.ts';

/**
 * What separates two values, field by field, sorted by path. Lists of plain values change as a whole, lists of mappings
 * item by item.
 */
export function fieldChanges(before: JsonObject, after: JsonObject): FieldChange[] {
  return differences(before, after, '').sort(byPath);
}

/** The fields of a value that say something, sorted by path: what a new resource brings. */
export function fieldsOfNew(after: JsonObject): FieldChange[] {
  return leaves(after, '').sort(byPath);
}

/** `.key` for plain keys, `["any/key"]` for others. */
export function pathStep(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function byPath(left: FieldChange, right: FieldChange): number {
  return compareText(left.path, right.path);
}

function differences(before: JsonValue | undefined, after: JsonValue | undefined, path: string): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(before[key], after[key], pathStep(path, key)));
  }
  if (isListOfMappings(before) && isListOfMappings(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => differences(before[index], after[index], `${path}[${index}]`)).flat();
  }
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

function isListOfMappings(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value) && value.some((item: JsonValue) => isJsonObject(item));
}

function leaves(value: JsonValue, path: string): FieldChange[] {
  if (isJsonObject(value)) return Object.entries(value).flatMap(([key, child]) => leaves(child, pathStep(path, key)));
  if (isListOfMappings(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  return isSilent(value, path) ? [] : [{ path, after: value }];
}

/** Fields at their default say nothing; marks do, whatever their value. */
function isSilent(value: JsonValue, path: string): boolean {
  if (path.startsWith('metadata.')) return false;
  return (
    value === '' || value === 0 || value === false || value === null || (Array.isArray(value) && value.length === 0)
  );
}
