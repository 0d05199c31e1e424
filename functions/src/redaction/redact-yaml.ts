import { isScalar, parseAllDocuments, visit } from 'yaml';

/** Makes a digest of a secret text; see `OmniConnection.fingerprint`. */
export type Fingerprint = (text: string) => string;

/**
 * YAML with its keys kept and every value replaced by a keyed fingerprint: a diff of two such texts shows which
 * settings changed, never to what. Text that is no YAML becomes one fingerprint. Comments go.
 */
export function redactYaml(text: string, fingerprint: Fingerprint): string {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return `‹${fingerprint(text)}›\n`;
  for (const document of documents) {
    document.commentBefore = null;
    document.comment = null;
    visit(document, {
      Node(_, node) {
        node.comment = null;
        node.commentBefore = null;
      },
      Scalar(key, node) {
        node.comment = null;
        node.commentBefore = null;
        // Multi-line values would otherwise keep their block style around the fingerprint.
        delete node.type;
        if (key !== 'key') node.value = `‹${fingerprint(String(node.source ?? node.value))}›`;
        else if (!isScalar(node)) return visit.SKIP;
        return undefined;
      },
    });
  }
  return documents.map(String).join('');
}
