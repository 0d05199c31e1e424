import { compareBytes } from '../../../resources/yaml/byte-order.ts';
import { countAt, listAt, mapAt, plain, textAt } from '../arguments.ts';
import { ArgumentFault } from '../fault.ts';
import type { CallContext, FunctionTable } from '../function.ts';
import { isList, isMap, isTrue, Missing, nameOfKind, type Value, type ValueList, type ValueMap } from '../value.ts';
import { sameValue } from './logic.ts';

const ANY = Number.POSITIVE_INFINITY;

/** Looking into lists and maps, and making new ones. None is ever changed. */
export const collectionFunctions: FunctionTable = {
  len: { takes: [1, 1], call: ([value = null]) => BigInt(lengthOf(value)) },
  index: { takes: [1, ANY], call: ([value = null, ...keys]) => keys.reduce<Value | Missing>(lookUp, value) },
  slice: { takes: [1, 3], call: slice },
  list: { takes: [0, ANY], call: (args) => args },
  first: { takes: [1, 1], call: (args) => listAt(args, 0)[0] ?? null },
  last: { takes: [1, 1], call: (args) => listAt(args, 0).at(-1) ?? null },
  rest: { takes: [1, 1], call: (args, context) => copied(listAt(args, 0), context).slice(1) },
  initial: { takes: [1, 1], call: (args, context) => copied(listAt(args, 0), context).slice(0, -1) },
  append: { takes: [2, 2], call: (args, context) => [...copied(listAt(args, 0), context), args[1] ?? null] },
  prepend: { takes: [2, 2], call: (args, context) => [args[1] ?? null, ...copied(listAt(args, 0), context)] },
  concat: {
    takes: [0, ANY],
    call: (args, context) => args.flatMap((_, index) => copied(listAt(args, index), context)),
  },
  reverse: { takes: [1, 1], call: (args, context) => copied(listAt(args, 0), context).toReversed() },
  compact: { takes: [1, 1], call: (args, context) => copied(listAt(args, 0), context).filter(isTrue) },
  uniq: { takes: [1, 1], call: (args, context) => distinct(listAt(args, 0), context) },
  has: { takes: [2, 2], call: (args, context) => contains(listAt(args, 1), args[0] ?? null, context) },
  without: {
    takes: [1, ANY],
    call: (args, context) => listAt(args, 0).filter((item) => !contains(args.slice(1), item, context)),
  },
  sortAlpha: { takes: [1, 1], call: (args, context) => sorted(listAt(args, 0), context) },
  dict: { takes: [0, ANY], call: dict },
  get: { takes: [2, 2], call: (args) => lookUp(mapAt(args, 0), textAt(args, 1)) },
  hasKey: { takes: [2, 2], call: (args) => mapAt(args, 0).has(textAt(args, 1)) },
  keys: { takes: [1, 1], call: (args, context) => sortedKeys(mapAt(args, 0), context) },
  values: {
    takes: [1, 1],
    call: (args, context) => sortedKeys(mapAt(args, 0), context).map((key) => mapAt(args, 0).get(key) ?? null),
  },
  pick: { takes: [2, ANY], call: (args, context) => chosen(args, true, context) },
  omit: { takes: [2, ANY], call: (args, context) => chosen(args, false, context) },
  merge: {
    takes: [1, ANY],
    call: (args, context) =>
      args.map((_, index) => mapAt(args, index)).reduce((over, base) => merged(base, over, context)),
  },
  mergeOverwrite: {
    takes: [1, ANY],
    call: (args, context) =>
      args.map((_, index) => mapAt(args, index)).reduce((base, over) => merged(base, over, context)),
  },
  dig: { takes: [3, ANY], call: dig },
};

function lengthOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (isList(value)) return value.length;
  if (isMap(value)) return value.size;
  throw new ArgumentFault(0, `${nameOfKind(value)} has no length`);
}

function lookUp(container: Value | Missing, key: Value): Value | Missing {
  if (container instanceof Missing) return container;
  const name = plain(key);
  if (isMap(container)) {
    if (typeof name !== 'string') throw new ArgumentFault(1, `the name of a field is a text, not ${nameOfKind(key)}`);
    const found = container.get(name);
    return found === undefined ? new Missing(JSON.stringify(name), 0, 'not set', container) : found;
  }
  if (isList(container)) {
    const item = typeof name === 'bigint' && name >= 0n ? container[Number(name)] : undefined;
    if (item !== undefined) return item;
    throw new ArgumentFault(
      1,
      typeof name === 'bigint' ? 'the list has no such position' : 'a position is a whole number',
    );
  }
  throw new ArgumentFault(0, `${nameOfKind(container)} has nothing inside`);
}

function slice(args: readonly Value[], { budget }: CallContext): Value {
  const [value = null] = args;
  if (!isList(value) && typeof value !== 'string') throw new ArgumentFault(0, `${nameOfKind(value)} has no parts`);
  const start = args.length > 1 ? countAt(args, 1) : 0;
  const end = args.length > 2 ? countAt(args, 2) : value.length;
  if (start < 0 || end > value.length || start > end) throw new ArgumentFault(1, 'this is outside of what is there');
  budget.spend(end - start);
  return value.slice(start, end);
}

function copied(list: ValueList, { budget }: CallContext): Value[] {
  budget.spend(list.length);
  return [...list];
}

function sorted(list: ValueList, { budget }: CallContext): string[] {
  budget.spend(list.length);
  const texts = list.map((item) => {
    if (typeof item === 'string') return item;
    throw new ArgumentFault(0, `the list holds ${nameOfKind(item)}, and only texts can be sorted`);
  });
  return texts.sort(compareBytes);
}

function contains(list: ValueList, wanted: Value, context: CallContext): boolean {
  return list.some((item) => sameValue(item, wanted, context));
}

function distinct(list: ValueList, context: CallContext): Value[] {
  const kept: Value[] = [];
  for (const item of list) if (!contains(kept, item, context)) kept.push(item);
  return kept;
}

function dict(args: readonly Value[], { budget }: CallContext): ValueMap {
  if (args.length % 2 !== 0) throw new ArgumentFault(args.length - 1, 'this name has no value behind it');
  budget.spend(args.length);
  const map = new Map<string, Value>();
  for (let index = 0; index < args.length; index += 2) map.set(textAt(args, index), args[index + 1] ?? null);
  return map;
}

function sortedKeys(map: ValueMap, { budget }: CallContext): string[] {
  budget.spend(map.size);
  return [...map.keys()].sort(compareBytes);
}

function chosen(args: readonly Value[], wanted: boolean, { budget }: CallContext): ValueMap {
  const map = mapAt(args, 0);
  budget.spend(map.size + args.length);
  const names = new Set(args.slice(1).map((_, index) => textAt(args, index + 1)));
  return new Map(map.entries().filter(([name]) => names.has(name) === wanted));
}

/** Maps inside maps are merged too; anything else of `over` replaces what `base` says. */
function merged(base: ValueMap, over: ValueMap, context: CallContext): ValueMap {
  context.budget.spend(base.size + over.size);
  const result = new Map(base);
  for (const [name, value] of over) {
    const below = base.get(name) ?? null;
    result.set(name, isMap(below) && isMap(value) ? merged(below, value, context) : value);
  }
  return result;
}

/** `dig "a" "b" otherwise map`: what stands at a path, or something else where nothing does. */
function dig(args: readonly Value[]): Value {
  const otherwise = args.at(-2) ?? null;
  let value: Value = mapAt(args, args.length - 1);
  for (let index = 0; index < args.length - 2; index += 1) {
    const found: Value | undefined = isMap(value) ? value.get(textAt(args, index)) : undefined;
    if (found === undefined) return otherwise;
    value = found;
  }
  return value;
}
