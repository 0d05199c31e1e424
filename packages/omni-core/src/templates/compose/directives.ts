import { isMap, isNode, isSeq, type Node, type YAMLMap } from 'yaml';
import type { MappingEntry } from '../yaml/mapping.ts';
import type { MergeContext } from './merge-context.ts';
import { fieldRule, type MergeRule } from './merge-rules.ts';

const PATCH = '$patch';
const FROM_LIST = '$deleteFromPrimitiveList/';
const WORDS: ReadonlySet<string> = new Set(['merge', 'replace', 'delete']);

export type PatchDirective = 'merge' | 'replace' | 'delete';

/** The instructions an overlay can hold, as Kustomize has them. Contents for Talos keep theirs. */
export class Directives {
  readonly #context: MergeContext;

  constructor(context: MergeContext) {
    this.#context = context;
  }

  /** What the `$patch` of a map says. */
  of(map: YAMLMap, { isPayload }: MergeRule): PatchDirective | undefined {
    if (isPayload) return undefined;
    const word = this.#context.textOf(map, PATCH);
    return word === 'merge' || word === 'replace' || word === 'delete' ? word : undefined;
  }

  /** True for a field that is an instruction. */
  isOne(name: string, { isPayload }: MergeRule): boolean {
    return !isPayload && name.startsWith('$');
  }

  /** Does what an instruction says to the fields of a map that is being merged. */
  carryOut(name: string, entry: MappingEntry, fields: Map<string, MappingEntry>, path: string): void {
    if (!this.#isSound(name, entry) || !name.startsWith(FROM_LIST)) return;
    const field = name.slice(FROM_LIST.length);
    const below = fields.get(field);
    const list = below?.value && this.#context.resolve(below.value);
    const unwanted = this.#itemsOf(entry.value);
    if (below === undefined || !isSeq(list)) {
      this.#context.complain(entry.key, `there is no list ${path}.${field} to take anything from`);
      return;
    }
    const kept = list.items.filter((item) => !unwanted.delete(this.#textOf(item)));
    for (const missing of unwanted) {
      this.#context.complain(entry.value ?? entry.key, `${path}.${field} does not have ${JSON.stringify(missing)}`);
    }
    fields.set(field, { key: below.key, value: this.#context.listOf(kept, list) });
  }

  /** What an overlay adds, without instructions: there is nothing that they could be about. */
  strip(node: Node, rule: MergeRule, path: string): Node {
    if (rule.isPayload) return node;
    const target = this.#context.resolve(node);
    if (isMap(target)) return this.#stripMap(target, rule, path) ?? node;
    if (!isSeq(target)) return node;
    let changed = false;
    const items = target.items.flatMap((item) => {
      if (!isNode(item)) return [item];
      if (this.isReplaceMark(item, rule)) {
        changed = true;
        return [];
      }
      const stripped = this.strip(item, rule.items ?? {}, path);
      changed ||= stripped !== item;
      return [stripped];
    });
    return changed ? this.#context.listOf(items, target) : node;
  }

  /** True for the item `$patch: replace`, which says that the list is meant as a whole. */
  isReplaceMark(item: unknown, rule: MergeRule): boolean {
    const map = isNode(item) ? this.#context.mapAt(item) : undefined;
    return map?.items.length === 1 && this.of(map, rule) === 'replace';
  }

  #stripMap(map: YAMLMap, rule: MergeRule, path: string): YAMLMap | undefined {
    let changed = false;
    const kept: MappingEntry[] = [];
    for (const [name, { key, value }] of this.#context.entries(map)) {
      if (this.isOne(name, rule)) {
        changed = true;
        this.#refuseOnNothing(name, { key, value }, path);
        continue;
      }
      const stripped = value && this.strip(value, fieldRule(rule, name), `${path}.${name}`);
      changed ||= stripped !== value;
      kept.push({ key, value: stripped });
    }
    return changed ? this.#context.mapOf(kept, map) : undefined;
  }

  #refuseOnNothing(name: string, entry: MappingEntry, path: string): void {
    if (!this.#isSound(name, entry)) return;
    const word = this.#textOf(entry.value);
    if (name === PATCH && word === 'replace') return;
    this.#context.complain(
      entry.key,
      `there is no ${path || 'document'} to ${name === PATCH ? word : 'take anything from'}`,
    );
  }

  #isSound(name: string, { key, value }: MappingEntry): boolean {
    if (name.startsWith(FROM_LIST)) return true;
    if (name === PATCH && WORDS.has(this.#textOf(value))) return true;
    const known = `${PATCH}: merge, replace or delete, and ${FROM_LIST}<field>`;
    this.#context.complain(key, `${name} is no instruction here`, `there are ${known}`);
    return false;
  }

  #itemsOf(value: Node | undefined): Set<string> {
    const target = value && this.#context.resolve(value);
    return new Set(isSeq(target) ? target.items.map((item) => this.#textOf(item)) : []);
  }

  #textOf(item: unknown): string {
    return (isNode(item) ? this.#context.textAt(item) : undefined) ?? '';
  }
}
