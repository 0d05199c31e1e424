import { isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { type GoYamlValue, UntypedScalar } from '../../resources/yaml/go-yaml.ts';
import type { YamlDocument } from './documents.ts';
import { mappingEntries } from './mapping.ts';
import { resolveScalar } from './scalar.ts';

/** A decoded mapping: keys are compared by value, entries keep the order of the source. */
export type YamlMapping = ReadonlyMap<GoYamlValue, GoYamlValue>;

/** Decodes a node with aliases followed and merge keys expanded. Custom tags are dropped, dates stay text. */
export function toYamlValue(node: Node, document: YamlDocument): GoYamlValue {
  const target = document.resolve(node);
  if (isMap(target)) return toYamlMapping(target, document);
  if (isSeq(target)) return target.items.map((item) => (isNode(item) ? toYamlValue(item, document) : null));
  if (!isScalar(target)) return null;
  const scalar = resolveScalar(target);
  switch (scalar.tag) {
    case '!!null':
      return null;
    case '!!merge':
      return '<<';
    case '!!timestamp':
      return new UntypedScalar(scalar.value);
    default:
      return scalar.value;
  }
}

/** Decodes a mapping; a later entry with the same key wins. */
export function toYamlMapping(node: YAMLMap, document: YamlDocument): YamlMapping {
  return new Map(
    mappingEntries(node, document).map(({ key, value }) => [
      toYamlValue(key, document),
      value === undefined ? null : toYamlValue(value, document),
    ]),
  );
}
