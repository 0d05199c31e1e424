import { goFloat } from '../../resources/yaml/go-float.ts';
import { type GoYamlValue, UntypedScalar } from '../../resources/yaml/go-yaml.ts';
import { escapeDouble, escapeSingle } from '../../resources/yaml/quoted-text.ts';
import { stringStyle, untypedStyle } from '../../resources/yaml/scalar-text.ts';

/** Longer keys need the explicit form. YAML allows 1024 characters, counted with quotes. */
const LONGEST_SIMPLE_KEY = 1000;

/**
 * Prints a value for people and for every reader: block style, two spaces, entries in their order, each scalar on one
 * line or in a literal block. Other than `printGoYaml` it promises no bytes, but avoids what omnictl stumbles over:
 * blocks whose first line is indented.
 *
 * @returns text without a final line break
 */
export function printBlockYaml(value: GoYamlValue): string {
  const pieces: string[] = [];
  const body = print(value, '', pieces);
  return body === 'inline' ? pieces.join('').trimStart() : pieces.join('').slice(1);
}

/** Writes a value behind `key:` or `-`; says whether it went on the same line or below. */
function print(value: GoYamlValue, margin: string, pieces: string[]): 'inline' | 'below' {
  if (Array.isArray(value) && value.length > 0) {
    for (const item of value as readonly GoYamlValue[]) {
      pieces.push('\n', margin, '-');
      printItem(item, `${margin}  `, pieces);
    }
    return 'below';
  }
  if (value instanceof Map && value.size > 0) {
    for (const [key, item] of value as ReadonlyMap<GoYamlValue, GoYamlValue>) {
      pieces.push('\n', margin);
      printEntry(key, item, margin, pieces);
    }
    return 'below';
  }
  pieces.push(' ', scalar(value, margin));
  return 'inline';
}

function printEntry(key: GoYamlValue, value: GoYamlValue, margin: string, pieces: string[]): void {
  const text = scalar(key, undefined);
  if (text.length > LONGEST_SIMPLE_KEY) pieces.push('? ', text, '\n', margin, ':');
  else pieces.push(text, ':');
  print(value, `${margin}  `, pieces);
}

/** The first entry of a collection in a list starts on the line of its dash. */
function printItem(item: GoYamlValue, margin: string, pieces: string[]): void {
  const start = pieces.length;
  if (print(item, margin, pieces) === 'inline') return;
  pieces[start] = ' ';
  pieces[start + 1] = '';
}

/** A scalar or an empty collection. `margin` is where a literal block would stand; keys have none. */
function scalar(value: GoYamlValue, margin: string | undefined): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return styled(value, stringStyle(value, 'rc6', margin === undefined), margin);
  if (value instanceof UntypedScalar) {
    return styled(value.text, untypedStyle(value.text, margin === undefined), margin);
  }
  if (typeof value === 'number') return goFloat(value);
  if (typeof value === 'object') return Array.isArray(value) ? '[]' : '{}';
  return String(value);
}

function styled(text: string, style: ReturnType<typeof stringStyle>, margin: string | undefined): string {
  switch (style) {
    case 'plain':
      return text;
    case 'single':
      return `'${escapeSingle(text)}'`;
    case 'literal':
      if (margin !== undefined && !/^\n* /.test(text)) return literal(text, margin);
      return `"${escapeDouble(text)}"`;
    default:
      return `"${escapeDouble(text)}"`;
  }
}

function literal(text: string, margin: string): string {
  const chomp = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') ? '+' : '';
  const inner = margin === '' ? '  ' : margin;
  const lines = text.replace(/\n$/, '').split('\n');
  return `|${chomp}\n${lines.map((line) => (line === '' ? '' : inner + line)).join('\n')}`;
}
