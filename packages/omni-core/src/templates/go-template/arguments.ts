import { ArgumentFault } from './fault.ts';
import { parseGoNumber } from './literal.ts';
import { printScalar, unprintable } from './print-value.ts';
import { isList, isMap, nameOfKind, type Value, type ValueList, type ValueMap, WrittenNumber } from './value.ts';

/** An argument that has to be a text. @throws {ArgumentFault} */
export function textAt(args: readonly Value[], index: number): string {
  const value = args[index] ?? null;
  return typeof value === 'string' ? value : refuse(index, 'a text', value);
}

/** An argument that can be printed, as its text; null gives the empty text. @throws {ArgumentFault} */
export function printedAt(args: readonly Value[], index: number): string {
  const value = args[index] ?? null;
  const text = value === null ? '' : printScalar(value);
  if (text !== undefined) return text;
  const { message, hint } = unprintable(value);
  throw new ArgumentFault(index, message, hint);
}

/** An argument that has to be a whole number small enough to count with. @throws {ArgumentFault} */
export function countAt(args: readonly Value[], index: number): number {
  const value = plain(args[index] ?? null);
  if (typeof value !== 'bigint') return refuse(index, 'a whole number', value);
  if (value > MOST || value < -MOST) throw new ArgumentFault(index, 'the number is too large');
  return Number(value);
}

/** An argument to calculate with: a number, or a text that reads as one. @throws {ArgumentFault} */
export function numberAt(args: readonly Value[], index: number): bigint | number {
  const value = plain(args[index] ?? null);
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  const parsed = typeof value === 'string' ? parseGoNumber(value.trim()) : undefined;
  return parsed ?? refuse(index, 'a number', value);
}

/** An argument that has to be a list. @throws {ArgumentFault} */
export function listAt(args: readonly Value[], index: number): ValueList {
  const value = args[index] ?? null;
  return isList(value) ? value : refuse(index, 'a list', value);
}

/** An argument that has to be a map. @throws {ArgumentFault} */
export function mapAt(args: readonly Value[], index: number): ValueMap {
  const value = args[index] ?? null;
  return isMap(value) ? value : refuse(index, 'a map', value);
}

/** A number without the characters it was written with; any other value as it is. */
export function plain(value: Value): Exclude<Value, WrittenNumber> {
  return value instanceof WrittenNumber ? value.value : value;
}

const MOST = 2n ** 31n;

function refuse(index: number, wanted: string, value: Value): never {
  throw new ArgumentFault(index, `${wanted} is needed here, not ${nameOfKind(value)}`);
}
