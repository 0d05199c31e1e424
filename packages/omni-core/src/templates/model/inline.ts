import { isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { complain, complainOfDuplicate, type DecodeContext, type Decoder, present } from '../decode/decoder.ts';
import { keyText, mappingEntries } from '../yaml/mapping.ts';
import { printYamlValue } from '../yaml/print.ts';
import { resolveScalar } from '../yaml/scalar.ts';
import { toYamlMapping, type YamlMapping } from '../yaml/value.ts';

/**
 * Content written into the template: a string as it stands, a mapping or a list of mappings written out again as one
 * document each. That text is what Omni stores, byte for byte. Absent gives `undefined`.
 */
export const inlineContent: Decoder<string | undefined> = (node, context) => {
  const target = present(node, context);
  if (target === undefined) return undefined;
  if (isMap(target)) return printMappings([target], context);
  if (isSeq(target)) return printMappings(target.items, context);
  const scalar = isScalar(target) ? resolveScalar(target) : undefined;
  if (scalar?.tag === '!!str') return scalar.value;
  complain(context, target, `expected string, but got ${scalar?.tag ?? '!!null'}`);
  return undefined;
};

function printMappings(items: readonly unknown[], context: DecodeContext): string {
  const mappings = items.map((item) => (isNode(item) ? mappingOf(item, context) : undefined));
  const { yamlStyle } = context.dialect;
  const text = mappings
    .map((mapping) => (mapping === undefined ? '' : printYamlValue(mapping, yamlStyle)))
    .join('---\n');
  const sound = mappings.filter((mapping) => mapping !== undefined);
  context.inlineDocuments?.set(text, sound);
  return text;
}

function mappingOf(node: Node, context: DecodeContext): YamlMapping | undefined {
  const target = context.document.resolve(node);
  if (!isMap(target)) {
    // Not what stands there: a patch may be secret.
    complain(context, target, 'cannot construct a list item that is no mapping into map[string]interface {}');
    return undefined;
  }
  complainOfDuplicates(target, context);
  return toYamlMapping(target, context.document);
}

function complainOfDuplicates(node: Node, context: DecodeContext): void {
  if (isSeq(node)) for (const item of node.items) if (isNode(item)) complainOfDuplicates(item, context);
  if (!isMap(node)) return;
  const seen = new Map<string, Node>();
  for (const { key, value } of mappingEntries(node, context.document)) {
    const name = keyText(key, context.document);
    const earlier = name === undefined ? undefined : seen.get(name);
    if (name !== undefined && earlier !== undefined) complainOfDuplicate(context, key, earlier, name);
    if (name !== undefined) seen.set(name, earlier ?? key);
    if (value !== undefined) complainOfDuplicates(value, context);
  }
}
