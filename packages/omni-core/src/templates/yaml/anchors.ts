import { type Alias, type Document, type Node, visit } from 'yaml';
import { YamlSyntaxError } from './syntax-error.ts';

/** What the aliases of one document stand for. */
export interface Anchors {
  /** @throws {YamlSyntaxError} for an unknown or circular anchor, and when aliases expand to too much text */
  follow(alias: Alias): Node;
}

/** Source characters that aliases of one document may stand for in total: far above honest use, far below a bomb. */
const EXPANSION_LIMIT = 4_000_000;

/** Finds the anchors of a document in one walk. An alias means the nearest anchor of its name before it. */
export function anchorsOf(document: Document.Parsed, lineOf: (node: Node) => number): Anchors {
  const latest = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const circular = new Set<Alias>();
  visit(document, {
    Alias(_key, alias, path) {
      const target = latest.get(alias.source);
      if (target === undefined) return;
      targets.set(alias, target);
      if (path.includes(target)) circular.add(alias);
    },
    Value(_key, node) {
      if (node.anchor !== undefined) latest.set(node.anchor, node);
    },
  });

  let expanded = 0;
  const refuse = (alias: Alias, reason: string): never => {
    throw new YamlSyntaxError(reason, { line: lineOf(alias), column: 1 });
  };
  return {
    follow(alias) {
      const target = targets.get(alias);
      if (target === undefined) return refuse(alias, `unknown anchor '${alias.source}' referenced`);
      if (circular.has(alias)) return refuse(alias, `anchor '${alias.source}' value contains itself`);
      const [start = 0, end = 0] = target.range ?? [];
      expanded += end - start + 1;
      return expanded > EXPANSION_LIMIT ? refuse(alias, 'document contains excessive aliasing') : target;
    },
  };
}
