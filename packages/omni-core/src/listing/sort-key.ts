import { compareBytes } from '../selectors/compare-bytes.ts';
import { timestampParts } from './timestamp-parts.ts';

/** Longer texts are told apart by id; a key travels in cursors and has to stay short. */
const LONGEST_TEXT = 200;

/** What resources are ordered by: numbers before texts, nothing at the very end. */
export type SortKey = number | string | null;

/** The key of a value: numbers, times and booleans by their size, everything else by its text. */
export function sortKeyOf(value: unknown): SortKey {
  switch (typeof value) {
    case 'number':
      return Number.isNaN(value) ? null : value;
    case 'bigint':
    case 'boolean':
      return Number(value);
    case 'string':
      return value.slice(0, LONGEST_TEXT);
    case 'object':
      return objectKey(value);
    default:
      return null;
  }
}

export function compareKeys(left: SortKey, right: SortKey): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return compareBytes(left, right);
  return typeof left === 'number' ? -1 : 1;
}

function objectKey(value: object | null): SortKey {
  if (value === null) return null;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return sortKeyOf(Buffer.from(value).toString('hex'));
  if (Array.isArray(value)) return value.length === 0 ? null : sortKeyOf(value.map(textOf).join(' '));
  const time = timestampParts(value);
  return time === undefined ? sortKeyOf(JSON.stringify(value, (_key, part) => bigintAsText(part))) : time;
}

function textOf(value: unknown): string {
  return String(sortKeyOf(value) ?? '');
}

function bigintAsText(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
