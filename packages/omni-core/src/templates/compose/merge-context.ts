import { isMap, isNode, isScalar, type Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { SourceProblem } from '../source-errors.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { keyText, type MappingEntry, mappingEntries } from '../yaml/mapping.ts';
import { resolveScalar, scalarText } from '../yaml/scalar.ts';
import type { Provenance } from './provenance.ts';

/** Reads and makes nodes of one composed document. */
export class MergeContext {
  readonly provenance: Provenance;
  readonly #document: YamlDocument;
  readonly #report: (problem: SourceProblem) => void;

  constructor(document: YamlDocument, provenance: Provenance, report: (problem: SourceProblem) => void) {
    this.#document = document;
    this.provenance = provenance;
    this.#report = report;
  }

  complain(node: Node, message: string, hint?: string): void {
    this.#report({ place: this.provenance.placeOf(node), message, hint });
  }

  /** The node behind an alias. */
  resolve(node: Node): Node {
    return this.#document.resolve(node);
  }

  /** The map that a node is or stands for. */
  mapAt(node: Node | undefined): YAMLMap | undefined {
    const target = node && this.resolve(node);
    return isMap(target) ? target : undefined;
  }

  /** The text of the scalar that a node is or stands for. */
  textAt(node: Node | undefined): string | undefined {
    const target = node && this.resolve(node);
    return isScalar(target) ? scalarText(target) : undefined;
  }

  isNull(node: Node | undefined): boolean {
    const target = node && this.resolve(node);
    return target === undefined || (isScalar(target) && resolveScalar(target).tag === '!!null');
  }

  /** The entries of a map by name. What has no name, or one that stands there already, is reported. */
  entries(map: YAMLMap): Map<string, MappingEntry> {
    const entries = new Map<string, MappingEntry>();
    for (const entry of mappingEntries(map, this.#document)) {
      const name = keyText(entry.key, this.#document);
      if (name === undefined) this.complain(entry.key, 'the name of a field is a text');
      else if (entries.has(name)) this.complain(entry.key, `${name} stands here twice`);
      else entries.set(name, entry);
    }
    return entries;
  }

  /** The text of a scalar field. */
  textOf(map: YAMLMap, field: string): string | undefined {
    const own = map.items.find(({ key }) => isNode(key) && keyText(key, this.#document) === field)?.value;
    if (isNode(own)) return this.textAt(own);
    const entry = mappingEntries(map, this.#document).find(({ key }) => keyText(key, this.#document) === field);
    return this.textAt(entry?.value);
  }

  /** A map with these entries in place of another. */
  mapOf(entries: Iterable<MappingEntry>, original: YAMLMap): YAMLMap {
    const map = new YAMLMap();
    for (const { key, value } of entries) map.items.push(new Pair(key, value ?? null));
    return this.provenance.standIn(map, original);
  }

  /** A list with these items in place of another. */
  listOf(items: readonly unknown[], original: YAMLSeq): YAMLSeq {
    const list = new YAMLSeq();
    for (const item of items) list.items.push(item);
    return this.provenance.standIn(list, original);
  }
}
