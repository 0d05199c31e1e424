import { goFloat } from '../../resources/yaml/go-float.ts';
import { isList, isMap, nameOfKind, type Value, WrittenNumber } from './value.ts';

const SPECIAL_FLOATS: ReadonlyMap<string, string> = new Map([
  ['.nan', 'NaN'],
  ['.inf', '+Inf'],
  ['-.inf', '-Inf'],
]);

/** What an action prints for a value; `undefined` for values that are no text in a sensible way. */
export function printScalar(value: Value): string | undefined {
  if (value === null || isList(value) || isMap(value)) return undefined;
  return value instanceof WrittenNumber ? value.text : typeof value === 'number' ? printFloat(value) : String(value);
}

/** Why a value cannot be printed, and what to do instead. */
export function unprintable(value: Value): { readonly message: string; readonly hint: string } {
  return value === null
    ? { message: 'this is null, and nothing can be printed for it', hint: 'set it, or use default' }
    : { message: `this is ${nameOfKind(value)} and cannot be printed as it is`, hint: 'use toYaml, toJson or join' };
}

/** As Go prints a float by default. */
export function printFloat(value: number): string {
  const text = goFloat(value);
  return SPECIAL_FLOATS.get(text) ?? text;
}
