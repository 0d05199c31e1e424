import { resolvePlainScalar } from './plain-scalar.ts';
import { scalarShape } from './scalar-shape.ts';

/**
 * Whose style to write: `rc4` is the YAML library inside Omni 1.9, `rc6` the one since 1.10, which prefers single
 * quotes and folds long lines.
 */
export type GoYamlStyle = 'rc4' | 'rc6';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

const OLD_BOOLEANS = new Set(['y', 'yes', 'on', 'n', 'no', 'off'].flatMap(cases));
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Most keys and values: nothing of this form reads as a number or a time, or is syntax. */
const WORD = /^[A-Za-z_/][\w./@+-]*$/;
const SPECIAL_WORDS: ReadonlySet<string> = new Set([...OLD_BOOLEANS, ...['true', 'false', 'null'].flatMap(cases)]);

/** The style Go writes a typed string in. */
export function stringStyle(text: string, style: GoYamlStyle, isKey: boolean): ScalarStyle {
  if (WORD.test(text) && !SPECIAL_WORDS.has(text)) return 'plain';
  if (text.includes('\n')) return isLiteral(text) ? 'literal' : 'double';
  const misreadAsOld = OLD_BOOLEANS.has(text) || BASE_60.test(text) || text === '<<';
  if (misreadAsOld) return style === 'rc4' ? 'double' : 'single';
  if (resolvePlainScalar(text).tag !== '!!str') return 'double';
  return untypedStyle(text, isKey);
}

/** The style of a scalar without a type: plain whenever syntax allows, whatever it then reads as. */
export function untypedStyle(text: string, isKey: boolean): ScalarStyle {
  if (WORD.test(text)) return 'plain';
  if (text.includes('\n')) return isLiteral(text) ? 'literal' : 'double';
  const { plain, single } = scalarShape(text);
  if (plain && !(isKey && text === '')) return 'plain';
  return single ? 'single' : 'double';
}

function isLiteral(text: string): boolean {
  return text.length > 1 && /\S/.test(text) && scalarShape(text).block;
}

function cases(word: string): readonly string[] {
  const capitalized = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return [word, capitalized, word.toUpperCase()];
}
