import { isMap, isNode, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { GoYamlValue } from '../../resources/yaml/go-yaml.ts';
import { compareNatural } from '../../resources/yaml/natural-order.ts';
import type { ScalarValue } from '../../resources/yaml/plain-scalar.ts';
import { booleanValue } from '../decode/scalars.ts';
import { goQuote } from '../go-format.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { keyText, mappingEntries } from '../yaml/mapping.ts';
import { resolveScalar, scalarText } from '../yaml/scalar.ts';
import { toYamlValue } from '../yaml/value.ts';
import { type Alternative, holdsNothing, itemPlace, type Place, resolvePlace, valuePlace } from './place.ts';

/** What does not fit. */
export interface Misfits {
  /** Values of the wrong kind, in the words of Go's YAML library but without the values, which may be secret. */
  readonly complaints: readonly string[];
  /**
   * The part of the document with the keys that are not known; `undefined` when all are. Keys on the way there are in
   * natural order, what is below stays as it is written.
   */
  readonly unknown: GoYamlValue | undefined;
}

/** Holds a document against what may stand in it, the way Go decodes into types with every key known. */
export function strictDecode(root: Node, document: YamlDocument, place: Place): Misfits {
  const complaints: string[] = [];
  const unknown = visit(root, place);
  return { complaints, unknown };

  function visit(node: Node | undefined, unresolved: Place): GoYamlValue | undefined {
    const target = node && document.resolve(node);
    if (target === undefined || isNull(target) || (isMap(target) && isDeletion(target, document))) return undefined;
    const alternatives = resolvePlace(unresolved);
    const fitting = alternatives.filter((alternative) => accepts(alternative, target));
    if (fitting.length === 0) {
      complain(target, `cannot construct ${tagOf(target)} into ${nameOf(alternatives)}`);
      return undefined;
    }
    if (isMap(target)) return visitMapping(target, fitting);
    return isSeq(target) ? visitItems(target, itemPlace(fitting)) : undefined;
  }

  function visitMapping(mapping: YAMLMap, alternatives: Place): GoYamlValue | undefined {
    const found: [key: string, misfit: GoYamlValue][] = [];
    const seen = new Set<string>();
    for (const { key, value } of mappingEntries(mapping, document)) {
      const name = keyText(key, document) ?? '';
      if (seen.has(name)) complain(key, `mapping key ${goQuote(name)} already defined`);
      seen.add(name);
      const below = valuePlace(alternatives, name);
      const misfit = below === undefined ? decoded(value) : visit(value, below);
      if (misfit !== undefined) found.push([name, misfit]);
    }
    return found.length === 0 ? undefined : new Map(found.toSorted(([a], [b]) => compareNatural(a, b)));
  }

  function visitItems(list: YAMLSeq, alternatives: Place): GoYamlValue | undefined {
    const found = list.items.flatMap((item) => (isNode(item) ? (visit(item, alternatives) ?? []) : []));
    return found.length === 0 ? undefined : found;
  }

  function complain(node: Node, reason: string): void {
    complaints.push(`line ${document.linesBefore + document.lineOf(node)}: ${reason}`);
  }

  function decoded(value: Node | undefined): GoYamlValue {
    return value === undefined ? null : toYamlValue(value, document);
  }
}

/** Scalars are taken as leniently as Go takes them: anything for a text, whole numbers with a fraction of nothing. */
function accepts({ schema }: Alternative, node: Node): boolean {
  const { type } = schema;
  if (isMap(node)) return type === undefined || type === 'object';
  if (isSeq(node)) return type === undefined || type === 'array';
  if (!isScalar(node)) return true;
  if (type === 'boolean') return booleanValue(node) !== undefined;
  if (type === 'integer') return isWhole(resolveScalar(node));
  return (type !== 'object' && type !== 'array') || holdsNothing(schema);
}

function isWhole(scalar: ScalarValue): boolean {
  return scalar.tag === '!!int' || (scalar.tag === '!!float' && Number.isInteger(scalar.value));
}

function isNull(node: Node): boolean {
  return isScalar(node) && resolveScalar(node).tag === '!!null';
}

/** Removes what the patch is applied to. What stands beside the directive is not read. */
function isDeletion(mapping: YAMLMap, document: YamlDocument): boolean {
  return mappingEntries(mapping, document).some(
    ({ key, value }) => keyText(key, document) === '$patch' && isScalar(value) && scalarText(value) === 'delete',
  );
}

function tagOf(node: Node): string {
  if (isMap(node)) return '!!map';
  return isScalar(node) ? resolveScalar(node).tag : '!!seq';
}

/** Names Go has for what JSON Schema calls otherwise. */
const GO_NAMES: Readonly<Record<string, string>> = { boolean: 'bool', integer: 'int' };

/** What the place is called, after the first schema that names it. */
function nameOf(alternatives: Place): string {
  const { name, schema } = alternatives.find((alternative) => alternative.name !== undefined) ?? alternatives[0] ?? {};
  if (name !== undefined) return name;
  const type = schema?.['type'];
  return typeof type === 'string' ? (GO_NAMES[type] ?? type) : 'value';
}
