import { posix } from 'node:path';
import { isMap, isNode, isPair, isScalar, isSeq, type Node, Scalar } from 'yaml';
import type { YamlDocument } from '../yaml/documents.ts';
import { keyText } from '../yaml/mapping.ts';
import { scalarText } from '../yaml/scalar.ts';
import type { Provenance } from './provenance.ts';

/** Where a document has lists whose items refer to files. */
const LISTS = [['patches'], ['kubernetes', 'manifests'], ['kubernetes', 'healthchecks']] as const;

/**
 * Makes the `file:` references of a document relative to the directory of the composition instead of its own, where
 * these differ. The document is changed.
 *
 * @returns whether it was
 */
export function moveReferences(document: YamlDocument, directory: string, provenance: Provenance): boolean {
  if (directory === '.' || document.root === undefined) return false;
  let moved = false;
  for (const path of LISTS) {
    const list = path.reduce<Node | undefined>((node, name) => fieldOf(node, name, document), document.root);
    if (!isSeq(list)) continue;
    for (const item of list.items) moved = moveReference(item, directory, document, provenance) || moved;
  }
  return moved;
}

function moveReference(item: unknown, directory: string, document: YamlDocument, provenance: Provenance): boolean {
  const map = isNode(item) ? document.resolve(item) : undefined;
  if (!isMap(map)) return false;
  const pair = map.items.find((entry) => isPair(entry) && nameOf(entry.key, document) === 'file');
  const value = isNode(pair?.value) ? document.resolve(pair.value) : undefined;
  if (pair === undefined || !isScalar(value)) return false;
  const path = scalarText(value);
  if (path === '' || posix.isAbsolute(path)) return false;
  const moved = new Scalar(posix.join(directory, path));
  moved.type = Scalar.QUOTE_DOUBLE;
  pair.value = provenance.standIn(moved, value);
  return true;
}

function fieldOf(node: Node | undefined, name: string, document: YamlDocument): Node | undefined {
  if (!isMap(node)) return undefined;
  const value = node.items.find(({ key }) => nameOf(key, document) === name)?.value;
  return isNode(value) ? document.resolve(value) : undefined;
}

function nameOf(key: unknown, document: YamlDocument): string | undefined {
  return isNode(key) ? keyText(key, document) : undefined;
}
