import { isMap, isNode, isScalar, isSeq, type Node, Scalar, type YAMLMap } from 'yaml';
import type { YamlDocument } from './documents.ts';
import { resolveScalar, scalarText } from './scalar.ts';

export interface MappingEntry {
  readonly key: Node;
  /** `undefined` when nothing follows the colon. */
  readonly value: Node | undefined;
}

/** The entries of a mapping in source order, those of merge keys (`<<`) in front, minus what the mapping says itself. */
export function mappingEntries(node: YAMLMap, document: YamlDocument): MappingEntry[] {
  const own: MappingEntry[] = [];
  const merged: MappingEntry[] = [];
  for (const pair of node.items) {
    const key = isNode(pair.key) ? pair.key : new Scalar(null);
    const value = isNode(pair.value) ? pair.value : undefined;
    if (isMerge(key) && value !== undefined) merged.push(...mergeSources(value, document));
    else own.push({ key, value });
  }
  if (merged.length === 0) return own;
  const taken = new Set(own.map(({ key }) => keyText(key, document)));
  const inherited = merged.filter(({ key }) => {
    const text = keyText(key, document);
    return !taken.has(text) && taken.add(text);
  });
  return [...inherited, ...own];
}

/** The text of a scalar key, `undefined` for keys that are collections. */
export function keyText(key: Node, document: YamlDocument): string | undefined {
  const target = document.resolve(key);
  return isScalar(target) ? scalarText(target) : undefined;
}

function mergeSources(value: Node, document: YamlDocument): MappingEntry[] {
  const target = document.resolve(value);
  if (isMap(target)) return mappingEntries(target, document);
  if (!isSeq(target)) return [];
  return target.items.flatMap((item) => (isNode(item) ? mergeSources(item, document) : []));
}

function isMerge(key: Node): boolean {
  return isScalar(key) && key.value === '<<' && resolveScalar(key).tag === '!!merge';
}
