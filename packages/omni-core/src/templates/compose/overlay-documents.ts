import { isMap, type Node } from 'yaml';
import type { SourceProblem } from '../source-errors.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { type ComposedDocument, composedDocument } from './composed-document.ts';
import { MergeContext } from './merge-context.ts';
import { NodeMerger } from './merge-nodes.ts';
import { DOCUMENT_RULES, type MergeRule, SINGLE_KINDS } from './merge-rules.ts';
import type { Provenance } from './provenance.ts';

/**
 * Lays the documents of an overlay over those of a template. Documents of the same kind and name are merged, others
 * are added at the end.
 */
export function overlayDocuments(
  base: readonly ComposedDocument[],
  overlay: readonly YamlDocument[],
  provenance: Provenance,
  report: (problem: SourceProblem) => void,
): ComposedDocument[] {
  const result: (ComposedDocument | undefined)[] = [...base];
  const known = Map.groupBy(result.keys(), (index) => identityOf(result[index]?.document, provenance, report));
  for (const original of overlay) {
    const added = composedDocument(original, original.root, provenance, false);
    const identity = identityOf(added.document, provenance, report);
    const [index, second] = identity === undefined ? [] : (known.get(identity) ?? []);
    const below = index === undefined ? undefined : result[index];
    if (second !== undefined && original.root !== undefined) {
      const place = provenance.placeOf(original.root);
      report({ place, message: `there is more than one ${identity}, so nobody can tell which one is meant` });
    } else if (index === undefined || below === undefined) {
      result.push(withRoot(added, stripped(added, identity, provenance, report), provenance));
    } else {
      result[index] = merged(below, added, identity ?? '', provenance, report);
    }
  }
  return result.filter((document) => document !== undefined);
}

function merged(
  below: ComposedDocument,
  above: ComposedDocument,
  identity: string,
  provenance: Provenance,
  report: (problem: SourceProblem) => void,
): ComposedDocument | undefined {
  const { root } = below.document;
  const over = above.document.root;
  if (!isMap(root) || !isMap(over)) return below;
  const merger = new NodeMerger(new MergeContext(below.document, provenance, report));
  const rule = ruleOf(identity);
  if (merger.directives.of(over, rule) === 'delete') {
    provenance.remove(identity, over, root);
    return undefined;
  }
  return withRoot(below, merger.merge(root, over, rule, identity), provenance);
}

function stripped(
  { document }: ComposedDocument,
  identity: string | undefined,
  provenance: Provenance,
  report: (problem: SourceProblem) => void,
): Node | undefined {
  const { directives } = new NodeMerger(new MergeContext(document, provenance, report));
  return document.root && directives.strip(document.root, ruleOf(identity ?? ''), identity ?? '');
}

function withRoot({ document }: ComposedDocument, root: Node | undefined, provenance: Provenance): ComposedDocument {
  return composedDocument(document, root, provenance, false);
}

/** `Cluster`, `Workers[gpu]`: the kind, and the name where there can be several. */
export function identityOf(
  document: YamlDocument | undefined,
  provenance: Provenance,
  report: (problem: SourceProblem) => void,
): string | undefined {
  if (document === undefined || !isMap(document.root)) return undefined;
  const context = new MergeContext(document, provenance, report);
  const kind = context.textOf(document.root, 'kind');
  if (kind === undefined || SINGLE_KINDS.has(kind)) return kind;
  const name = context.textOf(document.root, 'name') ?? '';
  return name === '' ? kind : `${kind}[${name}]`;
}

function ruleOf(identity: string): MergeRule {
  const kind = identity.replace(/\[.*/s, '');
  return Object.hasOwn(DOCUMENT_RULES, kind) ? (DOCUMENT_RULES[kind] ?? {}) : {};
}
