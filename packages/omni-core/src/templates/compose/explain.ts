import { isMap, isNode, isSeq, type Node } from 'yaml';
import { printPlace, type SourcePlace } from '../source-errors.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { keyText, mappingEntries } from '../yaml/mapping.ts';
import type { ComposedDocument } from './composed-document.ts';
import { identityOf } from './overlay-documents.ts';
import type { Provenance, Removal } from './provenance.ts';
import { treeAt, type ValueTree } from './value-tree.ts';

/** Where one value of a composed template comes from. Holds no value: they may be secret. */
export interface Explanation {
  /** e.g. `Cluster.kubernetes.version`, `Workers[gpu].patches[dns].inline.machine` */
  readonly path: string;
  /** Of the value that won. */
  readonly place: SourcePlace;
  /** Of those it took the place of, the latest first. */
  readonly overrode: readonly SourcePlace[];
  /** Values that were printed into it. */
  readonly values: readonly ExplainedValue[];
  /** True when an overlay took the value away; `place` is where it says so. */
  readonly removed: boolean;
}

/** A value of a values file, or set by a program, that a template printed. */
export interface ExplainedValue {
  /** As the template names it, e.g. `.kubernetes.version`. */
  readonly path: string;
  readonly place: SourcePlace;
  /** The layers it won over, the latest first. */
  readonly overrode: readonly SourcePlace[];
}

/** Fields that tell the items of a list apart, for naming them in paths. */
const NAMING_FIELDS = ['idOverride', 'name', 'file'] as const;

/** Explains every scalar and every removed value at or below a path; of everything when there is none. */
export function explainDocuments(
  documents: readonly ComposedDocument[],
  provenance: Provenance,
  path: string | undefined,
): Explanation[] {
  const found = documents.flatMap((document) => new Explainer(document, provenance, path).explain());
  const removed = provenance.removals.filter((removal) => path === undefined || isAtOrBelow(removal.path, path));
  return [...found, ...removed.map(explainRemoval)];
}

/** A place in a document: the path people read, and the keys it stands for. */
interface Spot {
  readonly path: string;
  readonly keys: readonly (string | number)[];
}

class Explainer {
  readonly #document: YamlDocument;
  readonly #provenance: Provenance;
  readonly #wanted: string | undefined;
  readonly #found: Explanation[] = [];

  constructor({ document }: ComposedDocument, provenance: Provenance, wanted: string | undefined) {
    this.#document = document;
    this.#provenance = provenance;
    this.#wanted = wanted;
  }

  explain(): readonly Explanation[] {
    const { root } = this.#document;
    const path = identityOf(this.#document, this.#provenance, () => undefined) ?? 'document';
    if (root !== undefined) this.#walk(root, { path, keys: [] }, root);
    return this.#found;
  }

  /** `overrider` is the nearest node from the top that took the place of another. */
  #walk(node: Node, spot: Spot, overrider: Node): void {
    const { path, keys } = spot;
    if (this.#wanted !== undefined && !isAtOrBelow(path, this.#wanted) && !isAtOrBelow(this.#wanted, path)) return;
    const target = this.#document.resolve(node);
    const overriding = this.#provenance.overriddenBy(target).length > 0 ? target : overrider;
    if (isMap(target) && target.items.length > 0) {
      for (const { key, value } of mappingEntries(target, this.#document)) {
        const name = keyText(key, this.#document) ?? '';
        this.#walk(value ?? key, { path: `${path}.${name}`, keys: [...keys, name] }, overriding);
      }
    } else if (isSeq(target) && target.items.length > 0) {
      for (const [index, item] of target.items.entries()) {
        if (!isNode(item)) continue;
        this.#walk(item, { path: `${path}[${this.#nameOf(item) ?? index}]`, keys: [...keys, index] }, overriding);
      }
    } else if (this.#wanted === undefined || isAtOrBelow(path, this.#wanted)) {
      this.#found.push({
        path,
        place: this.#provenance.placeOf(target),
        overrode: this.#provenance.overriddenBy(overriding),
        values: this.#provenance.valuesIn(target).map((tree) => explainValue(tree, keys)),
        removed: false,
      });
    }
  }

  #nameOf(item: Node): string | undefined {
    const target = this.#document.resolve(item);
    if (!isMap(target)) return undefined;
    const entries = mappingEntries(target, this.#document);
    const names = NAMING_FIELDS.map((field) => {
      const value = entries.find(({ key }) => keyText(key, this.#document) === field)?.value;
      return value && keyText(value, this.#document);
    });
    return names.find((name) => name);
  }
}

/** Explanations as text, one value a line, with what lies behind it indented below. */
export function printExplanations(explanations: readonly Explanation[]): string {
  return explanations
    .map(({ path, place, overrode, values, removed }) => {
      const lines = [`${path}: ${removed ? 'removed by ' : ''}${printPlace(place)}`];
      for (const loser of overrode) lines.push(`  ${removed ? 'was' : 'overrides'} ${printPlace(loser)}`);
      for (const value of values) {
        const losers = value.overrode.map((loser) => `, overrides ${printPlace(loser)}`).join('');
        lines.push(`  from ${value.path}: ${printPlace(value.place)}${losers}`);
      }
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

function explainRemoval({ path, by, was }: Removal): Explanation {
  return { path, place: by, overrode: [was], values: [], removed: true };
}

/** A map that was printed as a whole has the value under the last of the keys, if any. */
function explainValue(tree: ValueTree, keys: readonly (string | number)[]): ExplainedValue {
  const part = keys.map((_, index) => treeAt(tree, keys.slice(index))).find((found) => found !== undefined) ?? tree;
  const { path, place, overrode } = part.origin;
  const losers: SourcePlace[] = [];
  for (let loser = overrode; loser !== undefined; loser = loser.overrode) losers.push(loser.place());
  return { path, place: place(), overrode: losers };
}

function isAtOrBelow(at: string, path: string): boolean {
  return at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`);
}
