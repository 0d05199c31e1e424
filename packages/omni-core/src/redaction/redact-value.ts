import { cleanText } from './clean-text.ts';
import { type JsonValue, toJsonValue } from './json-value.ts';
import type { Marker } from './marker.ts';
import { netSecrets } from './pattern-net.ts';

/** One text as it may be shown: nothing hidden in it, nothing with the shape of a secret. */
export function redactText(text: string, marker: Marker): string {
  return netSecrets(cleanText(text), marker);
}

/**
 * The last gate before a reply leaves: every text in it, keys included, passes {@link redactText}.
 * Values that came through the field table pass unchanged.
 */
export function redactValue(value: unknown, marker: Marker): JsonValue {
  return mapTexts(toJsonValue(value), (text) => redactText(text, marker));
}

function mapTexts(value: JsonValue, map: (text: string) => string): JsonValue {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => mapTexts(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [map(key), mapTexts(child, map)]));
}
