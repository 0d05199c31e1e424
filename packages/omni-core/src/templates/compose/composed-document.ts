import type { Node } from 'yaml';
import { printPlace } from '../source-errors.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import type { Provenance } from './provenance.ts';

/** A document of a composition: what is left of one of the base, or one that an overlay added. */
export interface ComposedDocument {
  /** Knows the nodes of all layers, and names places by file. */
  readonly document: YamlDocument;
  /** The base has it exactly like this. */
  readonly untouched: boolean;
}

/** A document whose nodes may come from several layers. Those without an owner are resolved by `original`. */
export function composedDocument(
  original: YamlDocument,
  root: Node | undefined,
  provenance: Provenance,
  untouched: boolean,
): ComposedDocument {
  const { position, start, end, linesBefore } = original;
  const document: YamlDocument = {
    position,
    root,
    start,
    end,
    linesBefore,
    lineOf: (node) => original.lineOf(node),
    resolve: (node) => provenance.resolve(node, original),
    // Only errors ask, and finding a line takes time.
    get where() {
      return root === undefined ? `line ${position.line}:1` : printPlace(provenance.placeOf(root));
    },
    placeOf: (node) => printPlace(provenance.placeOf(node)),
  };
  return { document, untouched };
}
