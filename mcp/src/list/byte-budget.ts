import type { JsonObject, JsonValue } from '@fleetwright/omni-core';

/** Bytes a value takes in a reply. */
export function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** How many rows fit into the budget, in order; at least one when there is any. */
export function countFitting(rows: readonly JsonValue[], maxBytes: number): number {
  let room = maxBytes;
  const end = rows.findIndex((row) => {
    room -= sizeOf(row) + 1;
    return room < 0;
  });
  return end === -1 ? rows.length : Math.max(end, 1);
}

/** Shortest text that is worth cutting. */
const MIN_CUT = 120;

/**
 * Cuts the longest texts of a value until it fits; every cut says how long the text was.
 * @returns the value, and whether anything was cut
 */
export function fitValue(value: JsonObject, maxBytes: number): { readonly value: JsonObject; readonly cut: boolean } {
  for (let longest = maxBytes; sizeOf(value) > maxBytes && longest >= MIN_CUT; longest = Math.floor(longest / 2)) {
    const shorter = cutTexts(value, longest) as JsonObject;
    if (sizeOf(shorter) <= maxBytes) return { value: shorter, cut: true };
  }
  if (sizeOf(value) <= maxBytes) return { value, cut: false };
  return { value: cutLists(cutTexts(value, MIN_CUT), 5) as JsonObject, cut: true };
}

function cutTexts(value: JsonValue, longest: number): JsonValue {
  if (typeof value === 'string') {
    return value.length <= longest ? value : `${value.slice(0, longest)}… (${value.length} characters)`;
  }
  return mapChildren(value, (child) => cutTexts(child, longest));
}

function cutLists(value: JsonValue, most: number): JsonValue {
  if (Array.isArray(value) && value.length > most) {
    return [...value.slice(0, most).map((item: JsonValue) => cutLists(item, most)), `… (${value.length} items)`];
  }
  return mapChildren(value, (child) => cutLists(child, most));
}

function mapChildren(value: JsonValue, map: (child: JsonValue) => JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, map(child)]));
}
