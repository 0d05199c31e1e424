import { fold } from './fold.ts';
import { goFloat } from './go-float.ts';
import { escapeDouble, escapeSingle } from './quoted-text.ts';
import { type GoYamlStyle, type ScalarStyle, stringStyle, untypedStyle } from './scalar-text.ts';

/** A scalar without a type: written plain whenever syntax allows, even where it then reads as a number or null. */
export class UntypedScalar {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What can be written: integers are `bigint`, every `number` is a float, maps keep the order of their entries. */
export type GoYamlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | UntypedScalar
  | readonly GoYamlValue[]
  | ReadonlyMap<GoYamlValue, GoYamlValue>;

export interface GoYamlOptions {
  /** Spaces per level. @default 4 */
  readonly indent?: number;
  /** @default 'rc6' */
  readonly style?: GoYamlStyle;
}

interface Place {
  readonly step: number;
  readonly style: GoYamlStyle;
  /** Indentation of the collection the value is in. */
  readonly indent: number;
  /** Column of the next character. */
  readonly column: number;
  readonly inSequence: boolean;
}

/** Longer keys are written in the explicit form (`? key`). */
const LONGEST_SIMPLE_KEY = 128;
const LINE_BREAK = /[\n\r\x85\u2028\u2029]/;

/**
 * Prints a value byte for byte as the YAML library of Omni and omnictl does: block style, sequences indented below
 * their key, a final line break.
 */
export function printGoYaml(value: GoYamlValue, options: GoYamlOptions = {}): string {
  const { indent: step = 4, style = 'rc6' } = options;
  const place: Place = { step, style, indent: 0, column: 0, inSequence: false };
  const text =
    isSequence(value) && value.length > 0
      ? sequence(value, place)
      : isMap(value) && value.size > 0
        ? mapping(value, place)
        : scalar(value, place);
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Entries of a collection are joined by line breaks; the first line is not indented, the caller already is there. */
function mapping(map: ReadonlyMap<GoYamlValue, GoYamlValue>, place: Place): string {
  const lines: string[] = [];
  for (const [key, value] of map) {
    const keyText = scalarWithin(key, place, true);
    if (isSimpleKey(key, keyText)) {
      const column = place.indent + widthOf(keyText) + 1;
      lines.push(`${keyText}:${after(value, placeAt(place, column, false))}`);
    } else {
      lines.push(explicitEntry(key, value, place));
    }
  }
  return join(lines, place.indent);
}

/** Written out, because this is done for every line: copying with a spread takes several times as long. */
function placeAt({ step, style, indent }: Place, column: number, inSequence: boolean): Place {
  return { step, style, indent, column, inSequence };
}

function isSimpleKey(key: GoYamlValue, written: string): boolean {
  const text = key instanceof UntypedScalar ? key.text : key;
  return isShortKey(written) && (text === written || !(typeof text === 'string' && LINE_BREAK.test(text)));
}

/** Counted in bytes, of which a UTF-16 unit takes three at most. */
function isShortKey(written: string): boolean {
  return written.length * 3 <= LONGEST_SIMPLE_KEY || Buffer.byteLength(written) <= LONGEST_SIMPLE_KEY;
}

/** `? key`, then `: value`, where a collection starts on the line of the colon. */
function explicitEntry(key: GoYamlValue, value: GoYamlValue, place: Place): string {
  const written = scalar(key, { ...place, column: place.indent + 2, inSequence: false });
  const head = `? ${written}${written.endsWith('\n') ? '' : '\n'}${' '.repeat(place.indent)}:`;
  const block = collection(value, place);
  if (block !== undefined) return `${head}${' '.repeat(deeper(place) - place.indent - 1)}${block}`;
  return head + after(value, { ...place, column: place.indent + 1, inSequence: false });
}

/** Characters, not UTF-16 units. */
function widthOf(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text).length : text.length;
}

function sequence(items: readonly GoYamlValue[], place: Place): string {
  const lines = items.map((item) => `-${after(item, placeAt(place, place.indent + 1, true))}`);
  return join(lines, place.indent);
}

/** A value behind `key:` or `-`. Collections in a sequence start on the line of the dash. */
function after(value: GoYamlValue, place: Place): string {
  const text = collection(value, place);
  if (text !== undefined) return place.inSequence ? ` ${text}` : `\n${' '.repeat(deeper(place))}${text}`;
  const written = scalar(value, placeAt(place, place.column + 1, place.inSequence));
  return written === '' ? '' : ` ${written}`;
}

/** One level deeper; `undefined` for scalars and for what is empty. */
function collection(value: GoYamlValue, place: Place): string | undefined {
  if (isSequence(value)) return value.length > 0 ? sequence(value, within(place)) : undefined;
  return isMap(value) && value.size > 0 ? mapping(value, within(place)) : undefined;
}

/** Where the entries of a collection stand. */
function within(place: Place): Place {
  const indent = deeper(place);
  return { step: place.step, style: place.style, indent, column: indent, inSequence: false };
}

function join(lines: readonly string[], indent: number): string {
  const margin = ' '.repeat(indent);
  let text = '';
  for (const [index, line] of lines.entries()) {
    // A kept literal block ends with the line break that would otherwise separate it from the next entry.
    const isEnded = index === lines.length - 1 || line.endsWith('\n');
    text += (index === 0 ? '' : margin) + line + (isEnded ? '' : '\n');
  }
  return text;
}

/** Inside a sequence only the dash is skipped; everything else goes to the next multiple of the step. */
function deeper({ indent, step, inSequence }: Place): number {
  return inSequence ? indent + 2 : step * Math.floor((indent + step) / step);
}

function scalar(value: GoYamlValue, place: Place): string {
  return scalarWithin(value, place, false);
}

function scalarWithin(value: GoYamlValue, place: Place, isKey: boolean): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return goFloat(value);
  if (typeof value === 'string') return styled(value, stringStyle(value, place.style, isKey), place, isKey);
  if (value instanceof UntypedScalar) return styled(value.text, untypedStyle(value.text, isKey), place, isKey);
  return isSequence(value) ? '[]' : '{}';
}

function styled(text: string, style: ScalarStyle, place: Place, isKey: boolean): string {
  if (style === 'literal') return literalBlock(text, place);
  const inner = style === 'plain' ? text : style === 'single' ? escapeSingle(text) : escapeDouble(text);
  const quote = style === 'plain' ? '' : style === 'single' ? "'" : '"';
  if (isKey || place.style === 'rc4') return quote + inner + quote;
  const column = place.column + quote.length;
  return quote + fold(inner, { column, indent: deeper(place), style }) + quote;
}

function literalBlock(text: string, place: Place): string {
  const indent = deeper(place);
  const margin = ' '.repeat(indent);
  // Needed where the first line with text is indented; leading blank lines alone need none.
  const hint = /^\n* /.test(text) ? String(indent - place.indent) : '';
  const chomp = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') ? '+' : '';
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : margin + line));
  const body = `|${hint}${chomp}\n${lines.join('\n')}`;
  return chomp === '+' ? `${body}\n` : body;
}

function isSequence(value: GoYamlValue): value is readonly GoYamlValue[] {
  return Array.isArray(value);
}

function isMap(value: GoYamlValue): value is ReadonlyMap<GoYamlValue, GoYamlValue> {
  return value instanceof Map;
}
