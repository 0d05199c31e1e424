import type { Value } from '../go-template/value.ts';
import type { SourcePlace } from '../source-errors.ts';

/** Where a value was given, and which one it took the place of. */
export interface ValueOrigin {
  /** As a template names it, e.g. `.network.ports[0]`. */
  readonly path: string;
  readonly place: () => SourcePlace;
  readonly overrode: ValueOrigin | undefined;
}

/** Values of one layer or of several on top of each other, each with its origin. */
export interface ValueTree {
  readonly origin: ValueOrigin;
  readonly content: Exclude<Value, readonly Value[] | ReadonlyMap<string, Value>> | ValueTrees | ValueTreeMap;
}

export type ValueTrees = readonly ValueTree[];
export type ValueTreeMap = ReadonlyMap<string, ValueTree>;

/**
 * Lays values over others: maps are merged, everything else replaces what was there, and null takes it away.
 * Nothing is changed.
 */
export function mergeTrees(base: ValueTree, over: ValueTree): ValueTree {
  // Aliases let two small files have the same pair of maps in more places than can be visited.
  const known = new Map<ValueTree, Map<ValueTree, ValueTree>>();
  const merge = (below: ValueTree, above: ValueTree): ValueTree => {
    const pairs = known.get(below) ?? new Map<ValueTree, ValueTree>();
    known.set(below, pairs);
    const merged = pairs.get(above) ?? mergePair(below, above, merge);
    pairs.set(above, merged);
    return merged;
  };
  return merge(base, over);
}

function mergePair(
  base: ValueTree,
  over: ValueTree,
  merge: (base: ValueTree, over: ValueTree) => ValueTree,
): ValueTree {
  if (!isTreeMap(over.content) || !isTreeMap(base.content)) {
    return { origin: { ...over.origin, overrode: base.origin }, content: over.content };
  }
  const content = new Map(base.content);
  for (const [name, tree] of over.content) {
    const below = content.get(name);
    if (below === undefined) content.set(name, tree);
    else if (tree.content === null) content.delete(name);
    else content.set(name, merge(below, tree));
  }
  return { origin: base.origin, content };
}

/** The part of a tree at some path inside it; `undefined` when there is none. */
export function treeAt(tree: ValueTree, path: readonly (string | number)[]): ValueTree | undefined {
  let part: ValueTree | undefined = tree;
  for (const key of path) {
    const content: ValueTree['content'] | undefined = part?.content;
    if (isTrees(content)) part = typeof key === 'number' ? content[key] : undefined;
    else part = isTreeMap(content) ? content.get(String(key)) : undefined;
  }
  return part;
}

/** Values for templates, and where each part of them comes from. */
export interface TrackedValues {
  readonly value: Value;
  originOf(container: Value, key: string | number): ValueTree | undefined;
}

/** Makes plain values of a tree. Parts that the tree has twice are there once. */
export function trackValues(tree: ValueTree): TrackedValues {
  const made = new Map<ValueTree, Value>();
  const sources = new Map<Value, ValueTree>();
  const make = (part: ValueTree): Value => {
    const known = made.get(part);
    if (known !== undefined) return known;
    const value = toValue(part.content, make);
    made.set(part, value);
    if (typeof value === 'object') sources.set(value, part);
    return value;
  };
  return {
    value: make(tree),
    originOf(container, key) {
      const content = sources.get(container)?.content;
      if (typeof key === 'number') return isTrees(content) ? content[key] : undefined;
      return isTreeMap(content) ? content.get(key) : undefined;
    },
  };
}

function toValue(content: ValueTree['content'], make: (part: ValueTree) => Value): Value {
  if (isTrees(content)) return content.map(make);
  return isTreeMap(content) ? new Map(content.entries().map(([name, part]) => [name, make(part)])) : content;
}

function isTrees(content: ValueTree['content'] | undefined): content is ValueTrees {
  return Array.isArray(content);
}

function isTreeMap(content: ValueTree['content'] | undefined): content is ValueTreeMap {
  return content instanceof Map;
}
