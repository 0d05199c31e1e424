import { isMap, isNode, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { type GoYamlValue, UntypedScalar } from '../../resources/yaml/go-yaml.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { mappingEntries } from '../yaml/mapping.ts';
import { printBlockYaml } from '../yaml/print-block.ts';
import { isPlain, resolveScalar, scalarText } from '../yaml/scalar.ts';
import type { ComposedDocument } from './composed-document.ts';

const MARKER = '---\n';

/**
 * The documents as one text. What no overlay touched is printed as the base has it, comments and all; the rest is
 * written anew, without aliases.
 */
export function printDocuments(documents: readonly ComposedDocument[], base: string): string {
  // A directive would reach further than its document.
  const mayCopy = !/^%/m.test(base);
  const texts = documents.map(({ document, untouched }, index) => {
    const copy = untouched && mayCopy ? base.slice(document.start, document.end) : undefined;
    // Only the last document may end without a line break: adding one could change its last block.
    if (copy?.endsWith('\n') || (copy !== undefined && index === documents.length - 1)) return copy;
    return document.root === undefined ? '' : `${printBlockYaml(toPrintable(document.root, document))}\n`;
  });
  return texts.map((text, index) => (index === 0 || text.startsWith('---') ? text : MARKER + text)).join('');
}

/** A node as it is meant, every plain scalar with the characters it was written with. */
function toPrintable(node: Node, document: YamlDocument): GoYamlValue {
  const target = document.resolve(node);
  if (isSeq(target)) return target.items.map((item) => (isNode(item) ? toPrintable(item, document) : null));
  if (isScalar(target)) return printableScalar(target);
  if (!isMap(target)) return null;
  return new Map(
    mappingEntries(target, document).map(({ key, value }) => [
      toPrintable(key, document),
      value === undefined ? null : toPrintable(value, document),
    ]),
  );
}

function printableScalar(node: Scalar): GoYamlValue {
  if (isPlain(node)) return new UntypedScalar(scalarText(node));
  const value = resolveScalar(node);
  if (value.tag === '!!null') return null;
  if (value.tag === '!!merge') return '<<';
  return value.tag === '!!timestamp' ? new UntypedScalar(value.value) : value.value;
}
