import { isMap, isNode, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import { printFloat } from '../go-template/print-value.ts';
import { unrendered } from '../go-template/rendered-text.ts';
import type { Source } from '../go-template/source.ts';
import { WrittenNumber } from '../go-template/value.ts';
import type { TemplateLimits } from '../limits.ts';
import type { SourceProblem } from '../source-errors.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { keyText, mappingEntries } from '../yaml/mapping.ts';
import { resolveScalar, scalarText } from '../yaml/scalar.ts';
import type { ValueTree } from './value-tree.ts';
import { parseYaml, reportingSyntax } from './yaml-source.ts';

/** Reads a values file: YAML or JSON, one document, a map. What is wrong with it is reported. */
export function readValuesFile(
  source: Source,
  limits: Pick<TemplateLimits, 'yamlTokens'>,
  report: (problem: SourceProblem) => void,
): ValueTree | undefined {
  const rendered = unrendered(source);
  const [document, second] = parseYaml(rendered, limits, report) ?? [];
  if (second !== undefined) {
    report({ place: { file: source.name, ...second.position }, message: 'a values file has one document only' });
  }
  const root = document?.root;
  if (document === undefined || root === undefined) return undefined;
  return reportingSyntax(rendered, report, () => {
    const reader = new ValuesReader(source, document, report);
    const tree = reader.read(root, '');
    if (tree.content === null) return undefined;
    if (tree.content instanceof Map) return tree;
    report({ place: tree.origin.place(), message: 'values are a map, with a name for each' });
    return undefined;
  });
}

class ValuesReader {
  readonly #source: Source;
  readonly #document: YamlDocument;
  readonly #report: (problem: SourceProblem) => void;
  /** What anchors stand for is read once, however often aliases name it. */
  readonly #read = new Map<Node, ValueTree>();

  constructor(source: Source, document: YamlDocument, report: (problem: SourceProblem) => void) {
    this.#source = source;
    this.#document = document;
    this.#report = report;
  }

  read(node: Node | undefined, path: string): ValueTree {
    const target = node && this.#document.resolve(node);
    const known = target && this.#read.get(target);
    if (known !== undefined) return known;
    const origin = { path: path || '.', place: () => this.#placeOf(node), overrode: undefined };
    const tree = { origin, content: this.#content(target, path) };
    if (target !== undefined && !isScalar(target)) this.#read.set(target, tree);
    return tree;
  }

  #content(node: Node | undefined, path: string): ValueTree['content'] {
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node))
      return node.items.map((item, index) => this.read(isNode(item) ? item : undefined, `${path}[${index}]`));
    return isScalar(node) ? scalarValue(node) : null;
  }

  #map(node: YAMLMap, path: string): ReadonlyMap<string, ValueTree> {
    const entries = new Map<string, ValueTree>();
    for (const { key, value } of mappingEntries(node, this.#document)) {
      const name = keyText(key, this.#document);
      if (name === undefined) this.#complain(key, 'the name of a value is a text');
      else if (entries.has(name)) this.#complain(key, 'this value is given twice');
      else
        entries.set(
          name,
          value === undefined ? this.#nothing(key, `${path}.${name}`) : this.read(value, `${path}.${name}`),
        );
    }
    return entries;
  }

  #nothing(key: Node, path: string): ValueTree {
    return { origin: { path, place: () => this.#placeOf(key), overrode: undefined }, content: null };
  }

  #complain(node: Node, message: string): void {
    this.#report({ place: this.#placeOf(node), message });
  }

  #placeOf(node: Node | undefined) {
    return this.#source.placeAt(node?.range?.[0] ?? 0);
  }
}

function scalarValue(node: Scalar): ValueTree['content'] {
  const scalar = resolveScalar(node);
  switch (scalar.tag) {
    case '!!null':
      return null;
    case '!!int':
      return written(scalar.value, String(scalar.value), scalarText(node));
    case '!!float':
      return written(scalar.value, printFloat(scalar.value), scalarText(node));
    case '!!bool':
      return scalar.value;
    case '!!str':
      return scalar.value;
    default:
      // Dates have no kind of their own: they stay as they were written.
      return scalarText(node);
  }
}

/** `1.30` is a number, but whoever writes it means these characters. */
function written(value: bigint | number, usual: string, text: string): bigint | number | WrittenNumber {
  return usual === text ? value : new WrittenNumber(value, text);
}
