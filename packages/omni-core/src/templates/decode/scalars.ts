import { isMap, isScalar, type Scalar } from 'yaml';
import { keyText, mappingEntries } from '../yaml/mapping.ts';
import { isPlain, resolveScalar, scalarText } from '../yaml/scalar.ts';
import { complain, complainOfDuplicate, complainOfKind, type Decoder, list, present } from './decoder.ts';
import { parseGoDuration } from './go-duration.ts';

/** Any scalar, as the text it was written as; absent gives the empty string. */
export const text: Decoder<string> = (node, context) => {
  const target = present(node, context);
  if (target === undefined) return '';
  if (isScalar(target)) return scalarText(target);
  complainOfKind(context, target, 'string');
  return '';
};

/** A list of texts; absent gives `undefined`, which is not the same as an empty list. */
export const optionalTexts: Decoder<readonly string[] | undefined> = (node, context) =>
  present(node, context) === undefined ? undefined : texts(node, context);

/** A list of texts. */
export const texts: Decoder<readonly string[]> = list('[]string', text);

const YAML_1_1_BOOLEAN = /^(?:(y|yes|on)|(n|no|off))$/i;

/** A boolean, in its YAML 1.1 spellings too when unquoted; absent gives false. */
export const boolean: Decoder<boolean> = (node, context) => {
  const target = present(node, context);
  if (target === undefined) return false;
  const value = isScalar(target) ? booleanValue(target) : undefined;
  if (value === undefined) complainOfKind(context, target, 'bool');
  return value ?? false;
};

/** A boolean of which it matters whether it was said at all. */
export const optionalBoolean: Decoder<boolean | undefined> = (node, context) =>
  present(node, context) === undefined ? undefined : boolean(node, context);

/** What a scalar means where a boolean is wanted; `undefined` when it is none. */
export function booleanValue(node: Scalar): boolean | undefined {
  const value = resolveScalar(node);
  if (value.tag === '!!bool') return value.value;
  const [match, yes] = (isPlain(node) && YAML_1_1_BOOLEAN.exec(scalarText(node))) || [];
  return match === undefined ? undefined : yes !== undefined;
}

/** A whole number that fits 32 bits; absent gives 0. */
export const uint32: Decoder<number> = (node, context) => {
  const target = present(node, context);
  if (target === undefined) return 0;
  const value = isScalar(target) ? resolveScalar(target) : undefined;
  const number = value?.tag === '!!int' || value?.tag === '!!float' ? Math.trunc(Number(value.value)) : Number.NaN;
  if (number >= 0 && number <= 0xffff_ffff) return number;
  complainOfKind(context, target, 'uint32');
  return 0;
};

/** Nanoseconds from a Go duration such as `1h30m`; absent gives 0. */
export const duration: Decoder<bigint> = (node, context) => {
  const target = present(node, context);
  if (target === undefined) return 0n;
  const value = isScalar(target) ? resolveScalar(target) : undefined;
  const nanos = value?.tag === '!!str' ? parseGoDuration(value.value) : undefined;
  if (nanos !== undefined) return nanos;
  complainOfKind(context, target, 'time.Duration');
  return 0n;
};

/** One of a few words. `describe` words the complaint about any other. */
export function oneOf<Word extends string>(
  words: readonly Word[],
  describe: (word: string) => string,
): Decoder<Word | undefined> {
  return (node, context) => {
    const target = present(node, context);
    if (target === undefined) return undefined;
    const value = text(target, context);
    const word = words.find((candidate) => candidate === value);
    if (word === undefined && isScalar(target)) complain(context, target, describe(value));
    return word;
  };
}

/** A mapping of texts; null values mean the empty text. */
export const textMap: Decoder<Readonly<Record<string, string>>> = (node, context) => {
  const target = present(node, context);
  if (target === undefined) return {};
  if (!isMap(target)) {
    complainOfKind(context, target, 'map[string]string');
    return {};
  }
  const entries = new Map<string, string>();
  const keys = new Map<string, typeof target>();
  for (const { key, value } of mappingEntries(target, context.document)) {
    const name = keyText(key, context.document) ?? '';
    const earlier = keys.get(name);
    if (earlier !== undefined) complainOfDuplicate(context, key, earlier, name);
    keys.set(name, earlier ?? (key as typeof target)); // Only its position is used.
    entries.set(name, text(value, context));
  }
  return Object.fromEntries(entries);
};
