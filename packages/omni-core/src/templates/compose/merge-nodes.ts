import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { MappingEntry } from '../yaml/mapping.ts';
import { isPlain, scalarText } from '../yaml/scalar.ts';
import { Directives } from './directives.ts';
import type { MergeContext } from './merge-context.ts';
import { type ListMerge, mergeList } from './merge-list.ts';
import { fieldRule, type MergeRule } from './merge-rules.ts';

/** Puts nodes of an overlay over nodes of one document. Shares what it does not change. */
export class NodeMerger implements ListMerge {
  readonly context: MergeContext;
  readonly directives: Directives;

  constructor(context: MergeContext) {
    this.context = context;
    this.directives = new Directives(context);
  }

  /** Maps are merged, lists as their rule says; everything else is replaced. */
  merge(base: Node, over: Node, rule: MergeRule, path: string): Node {
    const [below, above] = [this.context.resolve(base), this.context.resolve(over)];
    if (isMap(below) && isMap(above) && this.directives.of(above, rule) !== 'replace') {
      return this.#mergeMaps(below, above, rule, path);
    }
    if (isSeq(below) && isSeq(above)) {
      const merged = mergeList(below, above, rule, path, this);
      if (merged !== undefined) return merged;
    }
    if (isSame(below, above)) return base;
    const winner = this.directives.strip(above, rule, path);
    this.context.provenance.override(winner, below);
    return winner;
  }

  #mergeMaps(base: YAMLMap, over: YAMLMap, rule: MergeRule, path: string): YAMLMap {
    const result = this.context.entries(base);
    const wanted = this.context.entries(over);
    this.#dropAlternatives(result, wanted, rule, path);
    for (const [name, entry] of wanted) {
      const place = `${path}.${name}`;
      if (this.directives.isOne(name, rule)) this.directives.carryOut(name, entry, result, path);
      else if (this.#deletes(entry.value, rule)) this.#remove(result, name, entry, place);
      else this.#set(result, name, entry, fieldRule(rule, name), place);
    }
    return this.context.mapOf(result.values(), base);
  }

  #set(result: Map<string, MappingEntry>, name: string, over: MappingEntry, rule: MergeRule, path: string): void {
    const { key, value } = over;
    const below = result.get(name);
    if (value === undefined) return;
    if (below?.value === undefined || this.context.isNull(below.value)) {
      result.set(name, { key, value: this.directives.strip(value, rule, path) });
    } else {
      result.set(name, { key: below.key, value: this.merge(below.value, value, rule, path) });
    }
  }

  #deletes(value: Node | undefined, rule: MergeRule): boolean {
    if (this.context.isNull(value)) return true;
    const map = this.context.mapAt(value);
    return map !== undefined && this.directives.of(map, rule) === 'delete';
  }

  #remove(result: Map<string, MappingEntry>, name: string, by: MappingEntry, path: string): void {
    const below = result.get(name);
    if (below !== undefined) this.context.provenance.remove(path, by.value ?? by.key, below.value ?? below.key);
    result.delete(name);
  }

  /** Of fields that exclude each other the overlay's win. An overlay that sets two of them keeps both to be refused. */
  #dropAlternatives(
    result: Map<string, MappingEntry>,
    wanted: ReadonlyMap<string, MappingEntry>,
    { alternatives = [] }: MergeRule,
    path: string,
  ): void {
    for (const group of alternatives) {
      const chosen = group.find((name) => wanted.has(name) && !this.context.isNull(wanted.get(name)?.value));
      const by = chosen === undefined ? undefined : wanted.get(chosen);
      if (by === undefined) continue;
      for (const name of group) if (!wanted.has(name)) this.#remove(result, name, by, `${path}.${name}`);
    }
  }
}

/** An overlay repeats what tells documents and items apart; that overrides nothing. */
function isSame(left: Node, right: Node): boolean {
  if (!isScalar(left) || !isScalar(right)) return false;
  return scalarText(left) === scalarText(right) && left.tag === right.tag && isPlain(left) === isPlain(right);
}
