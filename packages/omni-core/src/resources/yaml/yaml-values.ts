import { type Document, isAlias, isCollection, parseAllDocuments, visit } from 'yaml';

/** How a text is read. */
export interface YamlValuesOptions {
  /** Whole numbers become `bigint`. @default false */
  readonly intAsBigInt?: boolean;
}

/** What the documents of a text stand for, or why that cannot be said; the reason quotes nothing of the text. */
export type YamlValues = { readonly values: readonly unknown[] } | { readonly problem: string };

/** Values that aliases may stand for, all in all. Nobody writes more by hand. */
const MOST_ALIASES = 100;

/**
 * Reads YAML that anybody may have written into plain values, none of which is inside of itself. Never throws, and takes
 * time and memory in measure with the text: aliases are counted, and a key has to be a plain text, because the YAML
 * library prints every other kind of key, and keys in keys in keys take it minutes.
 */
export function yamlValues(text: string, { intAsBigInt = false }: YamlValuesOptions = {}): YamlValues {
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent', prettyErrors: false, intAsBigInt });
    const values: unknown[] = [];
    for (const document of documents) {
      const problem = document.errors[0]?.code ?? problemOf(document);
      if (problem !== undefined) return { problem };
      values.push(document.toJS({ maxAliasCount: MOST_ALIASES }));
    }
    return { values };
  } catch (error) {
    // The library's own texts name anchors, which are part of what was written.
    return { problem: error instanceof RangeError ? 'nested too deeply' : 'aliases that lead nowhere, or to too much' };
  }
}

function problemOf(document: Document): string | undefined {
  let problem: string | undefined;
  visit(document, {
    Node(role, node, path) {
      if (role === 'key' && (isCollection(node) || isAlias(node))) problem = 'a key that is no text';
      if (isAlias(node) && path.some((around) => around === node.resolve(document))) problem = 'an alias of itself';
      return problem === undefined ? undefined : visit.BREAK;
    },
  });
  return problem;
}
