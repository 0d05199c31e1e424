import { createHmac, createSecretKey } from 'node:crypto';

/** Stands in for secrets. */
export interface Marker {
  /** Marker text for a hidden value; equal values give equal markers, which cannot be guessed without the key. */
  mark(value: string): string;
  /** Name for a secret that calls must be able to refer to, e.g. a join token. */
  alias(value: string): string;
}

/** Hexadecimal digits of a fingerprint: enough that a changed value never looks the same by chance. */
const DIGITS = { value: 12, alias: 8 } as const;

/** Marks of earlier releases have 8 digits. */
const MARKER = /«redacted:[0-9a-f]{8}(?:[0-9a-f]{4})?»/;

/** How many hidden values a text shows the markers of. */
export function countMarkers(text: string): number {
  return [...text.matchAll(new RegExp(MARKER, 'g'))].length;
}

/** True when the text holds a marker: it was shown by this library and must never be written back. */
export function containsMarker(text: string): boolean {
  return MARKER.test(text);
}

/** A marker keyed with `key`: fingerprints are comparable within one key, and worthless outside. */
export function createMarker(key: Uint8Array): Marker {
  // Bytes would be made a key again for every value.
  const secret = createSecretKey(key);
  const tag = (purpose: keyof typeof DIGITS, value: string) =>
    createHmac('sha256', secret).update(`${purpose}\0${value}`).digest('hex').slice(0, DIGITS[purpose]);
  return {
    mark(value) {
      // An empty value hides nothing, and something already hidden keeps its fingerprint.
      if (value === '' || isMarker(value)) return value;
      return `«redacted:${tag('value', value)}»`;
    },
    alias(value) {
      if (value === '' || value.startsWith('jt-')) return value;
      return `jt-${tag('alias', value)}`;
    },
  };
}

function isMarker(value: string): boolean {
  return MARKER.exec(value)?.[0] === value;
}
