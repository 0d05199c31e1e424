import { isNode, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Directives } from './directives.ts';
import type { MergeContext } from './merge-context.ts';
import type { MergeRule } from './merge-rules.ts';

/** What merging lists needs of merging anything. */
export interface ListMerge {
  readonly context: MergeContext;
  readonly directives: Directives;
  merge(base: Node, over: Node, rule: MergeRule, path: string): Node;
}

/** Two lists as one; `undefined` when the overlay's replaces the base's. An empty list means an empty list. */
export function mergeList(
  base: YAMLSeq,
  over: YAMLSeq,
  rule: MergeRule,
  path: string,
  merger: ListMerge,
): YAMLSeq | undefined {
  const { isSet, itemsBy } = rule;
  const isWhole = over.items.length === 0 || over.items.some((item) => merger.directives.isReplaceMark(item, rule));
  if (isWhole) return undefined;
  if (isSet) return union(base, over, merger.context);
  return itemsBy && new ItemMerge(base, itemsBy, rule.items ?? {}, path, merger).merge(over);
}

function union(base: YAMLSeq, over: YAMLSeq, context: MergeContext): YAMLSeq {
  const textOf = (item: unknown) => (isNode(item) ? context.textAt(item) : undefined);
  const known = new Set(base.items.map(textOf));
  const added = over.items.filter((item) => {
    const text = textOf(item);
    return text === undefined || !known.has(text);
  });
  return context.listOf([...base.items, ...added], base);
}

/** Merges lists of maps by what tells their items apart. */
class ItemMerge {
  readonly #base: YAMLSeq;
  readonly #itemsBy: readonly (readonly string[])[];
  readonly #rule: MergeRule;
  readonly #path: string;
  readonly #merger: ListMerge;
  /** Items that are gone are `undefined`, so that positions stay. */
  readonly #result: unknown[];
  readonly #positions = new Map<readonly string[], ReadonlyMap<string, readonly number[]>>();

  constructor(
    base: YAMLSeq,
    itemsBy: readonly (readonly string[])[],
    rule: MergeRule,
    path: string,
    merger: ListMerge,
  ) {
    this.#base = base;
    this.#itemsBy = itemsBy;
    this.#rule = rule;
    this.#path = path;
    this.#merger = merger;
    this.#result = [...base.items];
  }

  merge(over: YAMLSeq): YAMLSeq {
    for (const item of over.items) this.#lay(item);
    const left = this.#result.filter((item) => item !== undefined);
    return this.#merger.context.listOf(left, this.#base);
  }

  #lay(item: unknown): void {
    const { context, directives } = this.#merger;
    const above = isNode(item) ? context.mapAt(item) : undefined;
    const fields = above && this.#itemsBy.find((group) => this.#identifies(above, group));
    if (above === undefined || fields === undefined) {
      this.#result.push(isNode(item) ? directives.strip(item, this.#rule, this.#path) : item);
      return;
    }
    const identity = this.#identityOf(above, fields);
    const place = `${this.#path}[${identity.filter((text) => text !== '').join(' ') || '0'}]`;
    const [position, second] = this.#positionsBy(fields).get(JSON.stringify(identity)) ?? [];
    const below = position === undefined ? undefined : this.#result[position];
    if (second !== undefined) {
      context.complain(above, `there is more than one ${place}, so nobody can tell which one is meant`);
    } else if (position === undefined || !isNode(below)) {
      this.#result.push(directives.strip(above, this.#rule, place));
    } else if (directives.of(above, this.#rule) === 'delete') {
      context.provenance.remove(place, above, below);
      this.#result[position] = undefined;
    } else {
      this.#result[position] = this.#merger.merge(below, above, this.#rule, place);
    }
  }

  /** Where the base has items of an identity. */
  #positionsBy(fields: readonly string[]): ReadonlyMap<string, readonly number[]> {
    const known = this.#positions.get(fields);
    if (known !== undefined) return known;
    const positions = Map.groupBy(this.#base.items.keys(), (index) => {
      const item = this.#base.items[index];
      const map = isNode(item) ? this.#merger.context.mapAt(item) : undefined;
      return map === undefined ? '' : JSON.stringify(this.#identityOf(map, fields));
    });
    this.#positions.set(fields, positions);
    return positions;
  }

  /** A single field identifies when it is there; several do together, even when all are absent on both sides. */
  #identifies(map: YAMLMap, fields: readonly string[]): boolean {
    return fields.length > 1 || this.#identityOf(map, fields)[0] !== '';
  }

  #identityOf(map: YAMLMap, fields: readonly string[]): string[] {
    return fields.map((field) => this.#merger.context.textOf(map, field) ?? '');
  }
}
