import type { SourceProblem } from '../source-errors.ts';
import type { ValueTree } from './value-tree.ts';

/** A value given by a program. Whole numbers print as such; other numbers print the way Go prints floats. */
export type ValueInput =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly ValueInput[]
  | { readonly [name: string]: ValueInput };

/** Far deeper than values are, and shallow enough for the stack. */
const DEEPEST = 200;

/** Makes a tree of values given by a program under a name for messages. */
export function treeOfInput(name: string, input: ValueInput, report: (problem: SourceProblem) => void): ValueTree {
  const place = () => ({ file: name, line: 1, column: 1 });
  const read = (value: ValueInput, path: string, depth: number): ValueTree => {
    const origin = { path: path || '.', place, overrode: undefined };
    if (depth > DEEPEST) {
      report({ place: place(), message: 'the values are nested too deeply, or contain themselves' });
      return { origin, content: null };
    }
    return { origin, content: content(value, path, depth) };
  };
  const content = (value: ValueInput, path: string, depth: number): ValueTree['content'] => {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (value === null || typeof value !== 'object') return value;
    if (isList(value)) return value.map((item, index) => read(item, `${path}[${index}]`, depth + 1));
    return new Map(Object.entries(value).map(([key, item]) => [key, read(item, `${path}.${key}`, depth + 1)]));
  };
  return read(input, '', 0);
}

/**
 * Values by path, e.g. `{ 'kubernetes.version': 'v1.35.3' }`, as maps inside maps. A backslash makes a dot part of a
 * name.
 */
export function nestPaths(values: Readonly<Record<string, ValueInput>>): { readonly [name: string]: ValueInput } {
  const root = new Map<string, unknown>();
  for (const [path, value] of Object.entries(values)) {
    const names = path.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));
    const last = names.pop() ?? '';
    let map = root;
    for (const name of names) {
      const inner = map.get(name);
      const next = inner instanceof Map ? inner : new Map<string, unknown>();
      map.set(name, next);
      map = next;
    }
    map.set(last, value);
  }
  return plain(root);
}

function plain(map: ReadonlyMap<string, unknown>): { readonly [name: string]: ValueInput } {
  return Object.fromEntries(
    // What is no map here was given as a value.
    map.entries().map(([name, value]) => [name, value instanceof Map ? plain(value) : (value as ValueInput)]),
  );
}

function isList(value: ValueInput): value is readonly ValueInput[] {
  return Array.isArray(value);
}
