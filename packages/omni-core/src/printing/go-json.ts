import { compareBytes } from '../selectors/compare-bytes.ts';
import { type PrintedMap, PrintedTime, type PrintedValue } from './printed-value.ts';

export interface GoJsonOptions {
  /** Spaces per level; 0 puts everything on one line without spaces. @default 0 */
  readonly indent?: number;
}

/** JSON as Go writes it: keys sorted by their bytes, and `<`, `>`, `&` escaped as if it went into HTML. */
export function printGoJson(value: PrintedValue, { indent = 0 }: GoJsonOptions = {}): string {
  return print(value, '\n', ' '.repeat(indent));
}

/** `margin` is the line break and indentation in front of the line the value starts on. */
function print(value: PrintedValue, margin: string, step: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoteGoJson(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : 'null';
  if (typeof value !== 'object') return String(value);
  if (value instanceof PrintedTime) return quoteGoJson(value.text);
  const isList = Array.isArray(value);
  const items = isList
    ? (value as readonly PrintedValue[]).map((item) => print(item, margin + step, step))
    : members(value as PrintedMap, margin + step, step);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return open + close;
  if (step === '') return open + items.join(',') + close;
  return open + items.map((item) => margin + step + item).join(',') + margin + close;
}

function members(map: PrintedMap, margin: string, step: string): string[] {
  const colon = step === '' ? ':' : ': ';
  return [...map]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([key, value]) => quoteGoJson(key) + colon + print(value, margin, step));
}

const ESCAPED_BY_GO = /[<>&\u2028\u2029]/g;

/** A text as Go writes it in JSON. JavaScript escapes the same control characters in the same way, but none of these. */
export function quoteGoJson(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(ESCAPED_BY_GO, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
