import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Resource } from '../resources/resource.ts';
import { metadataTree } from '../resources/resource-yaml.ts';
import { type SpecTreeOptions, specTree } from '../resources/spec-tree.ts';
import { type GoYamlValue, UntypedScalar } from '../resources/yaml/go-yaml.ts';
import { resolvePlainScalar } from '../resources/yaml/plain-scalar.ts';
import { untypedStyle } from '../resources/yaml/scalar-text.ts';

/** A moment that Go's YAML library recognised. `text` is RFC 3339. */
export class PrintedTime {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What omnictl holds after it has read its own YAML back: whole numbers are `bigint`, every `number` is a float. */
export type PrintedValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | PrintedTime
  | readonly PrintedValue[]
  | PrintedMap;

export type PrintedMap = ReadonlyMap<string, PrintedValue>;

/**
 * A resource as a tree of metadata and spec: what JSON, JSONPath and columns are made of.
 * @throws {OmniError} `precondition_failed` when a long text is compressed with a dictionary that is not at hand
 */
export function printedResource(resource: Resource, options: SpecTreeOptions = {}): PrintedMap {
  return new Map([
    ['metadata', readBack(metadataTree(resource.metadata))],
    ['spec', printedSpec(resource, options)],
  ]);
}

/** The spec alone. @throws {OmniError} as {@link printedResource} */
export function printedSpec(resource: Resource, options: SpecTreeOptions = {}): PrintedValue {
  return readBack(specTreeOf(resource, options));
}

/** The spec as it is printed; of a type unknown here, what the server's own YAML says. */
export function specTreeOf(resource: Resource, options: SpecTreeOptions): GoYamlValue {
  const isOpaque = resource.spec instanceof Uint8Array;
  if (!isOpaque || resource.specYaml === undefined) return specTree(resource, options);
  return fromYaml(parseDocument(resource.specYaml, { schema: 'failsafe' }).contents);
}

/** The failsafe schema reads every scalar as text; only those without quotes can mean something else. */
function fromYaml(node: unknown): GoYamlValue {
  if (isMap(node)) return new Map(node.items.map(({ key, value }) => [fromYaml(key), fromYaml(value)]));
  if (isSeq(node)) return node.items.map(fromYaml);
  if (!isScalar(node)) return null;
  return node.type === 'PLAIN' ? new UntypedScalar(String(node.value)) : String(node.value);
}

/** What Go's YAML library makes of a value it has written. */
function readBack(value: GoYamlValue): PrintedValue {
  if (value instanceof UntypedScalar) return meaningOf(value.text);
  if (Array.isArray(value)) return (value as readonly GoYamlValue[]).map(readBack);
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<GoYamlValue, GoYamlValue>)];
    return new Map(entries.map(([key, item]) => [keyText(key), readBack(item)]));
  }
  // The compiler does not see that a readonly array or map cannot get here.
  return value as PrintedValue;
}

function keyText(key: GoYamlValue): string {
  return key instanceof UntypedScalar ? key.text : String(key);
}

function meaningOf(text: string): PrintedValue {
  if (untypedStyle(text, false) !== 'plain') return text;
  const scalar = resolvePlainScalar(text);
  switch (scalar.tag) {
    case '!!null':
      return null;
    case '!!merge':
      return text;
    case '!!timestamp':
      return new PrintedTime(scalar.value);
    default:
      return scalar.value;
  }
}
