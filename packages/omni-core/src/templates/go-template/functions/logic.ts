import { compareBytes } from '../../../resources/yaml/byte-order.ts';
import { numberAt, plain } from '../arguments.ts';
import { ArgumentFault, AuthorFault } from '../fault.ts';
import type { CallContext, FunctionTable } from '../function.ts';
import { isList, isMap, isTrue, kindOf, nameOfKind, type Value } from '../value.ts';

const ANY = Number.POSITIVE_INFINITY;

/** Comparing, choosing, and what to take when a name has no value. `and` and `or` belong to the evaluator. */
export const logicFunctions: FunctionTable = {
  not: { takes: [1, 1], call: ([value = null]) => !isTrue(value) },
  eq: {
    takes: [2, ANY],
    call: ([first = null, ...others]) => others.some((other, index) => isEqual(first, other, index + 1)),
  },
  ne: { takes: [2, 2], call: ([left = null, right = null]) => !isEqual(left, right, 1) },
  lt: { takes: [2, 2], call: (args) => compare(args) < 0 },
  le: { takes: [2, 2], call: (args) => compare(args) <= 0 },
  gt: { takes: [2, 2], call: (args) => compare(args) > 0 },
  ge: { takes: [2, 2], call: (args) => compare(args) >= 0 },
  default: {
    takes: [1, 2],
    takesMissing: true,
    call: ([otherwise = null, value = null]) => (isTrue(value) ? value : otherwise),
  },
  coalesce: { takes: [1, ANY], takesMissing: true, call: (values) => values.find(isTrue) ?? null },
  empty: { takes: [1, 1], takesMissing: true, call: ([value = null]) => !isTrue(value) },
  ternary: {
    takes: [3, 3],
    call: ([yes = null, no = null, condition = null]) => {
      if (typeof condition !== 'boolean') throw new ArgumentFault(2, 'the condition has to be true or false');
      return condition ? yes : no;
    },
  },
  required: {
    takes: [2, 2],
    takesMissing: true,
    call: ([reason = null, value = null]) => {
      if (value !== null && value !== '') return value;
      throw new AuthorFault(1, typeof reason === 'string' ? reason : 'a value is required');
    },
  },
  fail: {
    takes: [1, 1],
    call: ([reason = null]) => {
      throw new AuthorFault(-1, typeof reason === 'string' ? reason : 'the template gives up');
    },
  },
  kindOf: { takes: [1, 1], call: ([value = null]) => kindOf(value) },
  kindIs: { takes: [2, 2], call: ([kind = null, value = null]) => kind === kindOf(value) },
};

/** Compares numbers with numbers, texts with texts, booleans with booleans; null equals only null. */
function isEqual(left: Value, right: Value, index: number): boolean {
  const [a, b] = [plain(left), plain(right)];
  if (a === null || b === null) return a === b;
  if (isNumber(a) && isNumber(b)) return sameNumber(a, b);
  if (isList(a) || isMap(a)) throw new ArgumentFault(0, `${nameOfKind(a)} cannot be compared`);
  if (typeof a === typeof b) return a === b;
  throw new ArgumentFault(index, `${nameOfKind(left)} and ${nameOfKind(right)} cannot be compared`);
}

function compare(args: readonly Value[]): number {
  const [a, b] = [plain(args[0] ?? null), plain(args[1] ?? null)];
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b);
  if (typeof a !== 'string')
    return order(numberAt(args, 0), typeof b === 'string' ? refuseOrder(args) : numberAt(args, 1));
  return refuseOrder(args);
}

/** True for two values with the same contents. Pays for every part it looks at. */
export function sameValue(left: Value, right: Value, context: Pick<CallContext, 'budget'>): boolean {
  context.budget.spend();
  const [a, b] = [plain(left), plain(right)];
  if (isNumber(a) && isNumber(b)) return sameNumber(a, b);
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index] ?? null, context));
  }
  if (isMap(a) && isMap(b)) {
    if (a.size !== b.size) return false;
    return a.entries().every(([key, item]) => b.has(key) && sameValue(item, b.get(key) ?? null, context));
  }
  return a === b;
}

function sameNumber(a: bigint | number, b: bigint | number): boolean {
  // Whole numbers and floats are never identical, but one can be neither less nor more than the other.
  return a === b || order(a, b) === 0;
}

/** Not a number is neither equal to anything nor before it. */
function order(a: bigint | number, b: bigint | number): number {
  return a < b ? -1 : a > b ? 1 : a >= b ? 0 : Number.NaN;
}

function isNumber(value: Value): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}

function refuseOrder(args: readonly Value[]): never {
  const [left = null, right = null] = args;
  throw new ArgumentFault(1, `${nameOfKind(left)} and ${nameOfKind(right)} cannot be compared`);
}
