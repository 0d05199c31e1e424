import { isAlias, type Node, visit } from 'yaml';
import type { RenderedText } from '../go-template/rendered-text.ts';
import { type SourcePlace, TemplateSourceError } from '../source-errors.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { YamlSyntaxError } from '../yaml/syntax-error.ts';
import type { ValueTree } from './value-tree.ts';

/** A node whose text came from one layer. */
interface Owner {
  readonly rendered: RenderedText;
  readonly document: YamlDocument;
}

/** Something that an overlay took away. */
export interface Removal {
  readonly path: string;
  readonly by: SourcePlace;
  readonly was: SourcePlace;
}

/**
 * Knows for every node of a composition which layer it came from. Nodes of the base are the many and are not
 * registered: what has no owner is the base's.
 */
export class Provenance {
  readonly #base: RenderedText;
  readonly #owners = new Map<Node, Owner>();
  readonly #overrode = new Map<Node, Node>();
  readonly removals: Removal[] = [];

  constructor(base: RenderedText) {
    this.#base = base;
  }

  /** Takes note of all nodes of a document that is not the base's. */
  own(document: YamlDocument, rendered: RenderedText): void {
    if (document.root === undefined) return;
    const owner = { rendered, document };
    visit(document.root, { Node: (_, node) => void this.#owners.set(node, owner) });
  }

  /** A node made in place of another one, of the same layer and place. */
  standIn<T extends Node>(node: T, original: Node): T {
    const owner = this.#owners.get(original);
    if (owner !== undefined) this.#owners.set(node, owner);
    if (original.range) node.range = original.range;
    const overrode = this.#overrode.get(original);
    if (overrode !== undefined) this.#overrode.set(node, overrode);
    return node;
  }

  /** Takes note that a node won over another. */
  override(winner: Node, loser: Node): void {
    if (winner !== loser) this.#overrode.set(winner, loser);
  }

  remove(path: string, by: Node, was: Node): void {
    this.removals.push({ path, by: this.placeOf(by), was: this.placeOf(was) });
  }

  placeOf(node: Node): SourcePlace {
    return this.#rendered(node).placeAt(node.range?.[0] ?? 0);
  }

  /** Places of what a node won over, the latest first. */
  overriddenBy(node: Node): SourcePlace[] {
    const places: SourcePlace[] = [];
    for (let loser = this.#overrode.get(node); loser !== undefined; loser = this.#overrode.get(loser)) {
      places.push(this.placeOf(loser));
    }
    return places;
  }

  /** Values that were printed into a node. */
  valuesIn(node: Node): ValueTree[] {
    const [start = 0, end = 0] = node.range ?? [];
    // Only values are tracked, so every origin is one.
    return this.#rendered(node).originsBetween(start, end) as ValueTree[];
  }

  /**
   * The node behind an alias. `document` is the base's that a node without an owner belongs to.
   * @throws {TemplateSourceError} for one without an anchor, and when aliases expand to too much text
   */
  resolve(node: Node, document: YamlDocument): Node {
    if (!isAlias(node)) return node;
    try {
      return (this.#owners.get(node)?.document ?? document).resolve(node);
    } catch (error) {
      if (!(error instanceof YamlSyntaxError)) throw error;
      throw new TemplateSourceError([{ place: this.placeOf(node), message: error.reason }], { cause: error });
    }
  }

  #rendered(node: Node): RenderedText {
    return this.#owners.get(node)?.rendered ?? this.#base;
  }
}
