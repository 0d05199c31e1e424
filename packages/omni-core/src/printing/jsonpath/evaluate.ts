import { OmniError } from '../../errors/omni-error.ts';
import { type PrintedMap, PrintedTime, type PrintedValue } from '../printed-value.ts';
import { compareValues } from './compare.ts';
import type { ArrayBounds, PathNode, PathNodes, TemplatePart } from './nodes.ts';

export interface EvaluateOptions {
  /** A field that is nowhere is an empty result instead of an error. @default false */
  readonly allowMissing?: boolean;
}

type Values = readonly PrintedValue[];

/**
 * Evaluates a template on one value.
 * @returns the results of every part, in order
 * @throws {OmniError} `invalid_argument` when the value does not have what the template asks for
 */
export function evaluateTemplate(
  parts: readonly TemplatePart[],
  value: PrintedValue,
  options: EvaluateOptions = {},
): readonly Values[] {
  return new Evaluation(parts, options).run(0, value).groups;
}

class Evaluation {
  readonly #parts: readonly TemplatePart[];
  readonly #allowMissing: boolean;

  constructor(parts: readonly TemplatePart[], { allowMissing = false }: EvaluateOptions) {
    this.#parts = parts;
    this.#allowMissing = allowMissing;
  }

  /** Runs from one part to the `{end}` that closes it, or to the end of the template. */
  run(start: number, value: PrintedValue): { readonly groups: readonly Values[]; readonly next: number } {
    const groups: Values[] = [];
    for (let index = start; index < this.#parts.length; index++) {
      const part = this.#parts[index];
      if (part === undefined) break;
      if ('text' in part) {
        groups.push([part.text]);
        continue;
      }
      if (opens(part, 'end')) {
        if (start > 0) return { groups, next: index };
        throw refuse('there is an {end} without a {range}');
      }
      const results = this.#path(part.path, [value]);
      if (!opens(part, 'range')) {
        groups.push(results);
        continue;
      }
      for (const result of results) groups.push(...this.run(index + 1, result).groups);
      index = this.#endOf(index);
    }
    return { groups, next: this.#parts.length };
  }

  /** Where the range that starts at a part ends; without an `{end}`, with the template. */
  #endOf(range: number): number {
    let depth = 0;
    for (let index = range; index < this.#parts.length; index++) {
      const part = this.#parts[index];
      if (part === undefined || 'text' in part) continue;
      if (opens(part, 'range')) depth++;
      if (opens(part, 'end') && --depth === 0) return index;
    }
    return this.#parts.length;
  }

  #path(nodes: PathNodes, values: Values): Values {
    return nodes.reduce((current, node) => this.#node(node, current), values);
  }

  #node(node: PathNode, values: Values): Values {
    switch (node.kind) {
      case 'literal':
        return typeof node.value === 'string' ? [node.value] : values.map(() => node.value);
      case 'field':
        return this.#field(node.name, values);
      case 'array':
        return values.flatMap((value) => slice(value, node.bounds));
      case 'wildcard':
        return values.flatMap(childrenOf);
      case 'descent':
        return values.flatMap(descend);
      case 'union':
        return node.paths.flatMap((path) => this.#path(path, values));
      case 'exists':
        return values.flatMap((value) => listOf(value).filter((item) => this.#exists(node.path, item)));
      case 'filter':
        return values.flatMap((value) => listOf(value).filter((item) => this.#holds(node, item)));
      case 'range':
        return values;
      case 'end':
        return [];
    }
  }

  #field(name: string, values: Values): Values {
    const found = values.flatMap((value) => {
      const member = isMap(value) ? value.get(name) : undefined;
      return member === undefined ? [] : [member];
    });
    if (found.length > 0 || values.length === 0 || this.#allowMissing) return found;
    throw refuse(`${name} is not found`);
  }

  #exists(path: PathNodes, item: PrintedValue): boolean {
    try {
      return this.#path(path, [item]).length > 0;
    } catch (error) {
      if (error instanceof OmniError) return false;
      throw error;
    }
  }

  #holds({ left, operator, right }: PathNode & { kind: 'filter' }, item: PrintedValue): boolean {
    const lefts = this.#path(left, [item]);
    if (lefts.length === 0) return false;
    const rights = this.#path(right, [item]);
    if (rights.length === 0) return false;
    const [a, b] = [lefts[0], rights[0]];
    if (lefts.length > 1 || rights.length > 1 || a === undefined || b === undefined) {
      throw refuse('a filter compares one value with one other');
    }
    return compareValues(a, operator, b);
  }
}

function opens(part: TemplatePart, kind: 'range' | 'end'): boolean {
  return 'path' in part && part.path.some((node) => node.kind === kind);
}

function slice(value: PrintedValue, { start, end, step = 1, only }: ArrayBounds): Values {
  if (value === null) return [];
  const items = listOf(value);
  const fromEnd = (index: number) => (index < 0 ? index + items.length : index);
  const first = fromEnd(start ?? 0);
  const last = only ? first + 1 : fromEnd(end ?? items.length);
  if (first === last) return [];
  if (first < 0 || first >= items.length || last < 0 || last > items.length) {
    throw refuse(`index ${first} is out of bounds: the list has ${items.length} items`);
  }
  if (first > last) throw refuse(`the list cannot start at ${first} and end at ${last}`);
  if (step <= 0) throw refuse('the step of a list must be positive');
  return items.slice(first, last).filter((_item, index) => index % step === 0);
}

/** A value and everything in it that has parts itself. */
function descend(value: PrintedValue): Values {
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(descend)];
}

/** Go walks a text byte by byte here. */
function childrenOf(value: PrintedValue): Values {
  if (typeof value === 'string') return Array.from(Buffer.from(value), BigInt);
  if (Array.isArray(value)) return value;
  return isMap(value) ? [...value.values()] : [];
}

function listOf(value: PrintedValue): Values {
  if (Array.isArray(value)) return value;
  throw refuse('an index or a filter is applied to what is not a list');
}

function isMap(value: PrintedValue): value is PrintedMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof PrintedTime);
}

function refuse(problem: string): OmniError {
  return new OmniError('invalid_argument', `the JSONPath does not fit: ${problem}`);
}
