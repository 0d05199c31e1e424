import { isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { goQuote } from '../go-format.ts';
import type { Dialect } from '../target.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { keyText, mappingEntries } from '../yaml/mapping.ts';
import { resolveScalar, scalarText } from '../yaml/scalar.ts';
import type { YamlMapping } from '../yaml/value.ts';

/** What decoding one document shares: where it is, what may be written in it, what went wrong so far. */
export interface DecodeContext {
  readonly document: YamlDocument;
  readonly dialect: Dialect;
  /** Complaints so far, each as Go's YAML library words them. Decoding carries on after each. */
  readonly complaints: string[];
  /** What inline contents say, by the text they became; filled while decoding. */
  readonly inlineDocuments?: Map<string, readonly YamlMapping[]>;
}

/** Turns a node, or its absence, into a value. A bad node is reported to the context and decodes like an absent one. */
export type Decoder<T> = (node: Node | undefined, context: DecodeContext) => T;

/** Decoders of the fields of `T`; their names are the names in YAML. */
export type Fields<T> = { readonly [Name in keyof T]-?: Decoder<T[Name]> };

/** Notes what is wrong with a node. */
export function complain(context: DecodeContext, node: Node, reason: string): void {
  context.complaints.push(`${placeOf(node, context)}: ${reason}`);
}

function placeOf(node: Node, { document }: DecodeContext): string {
  return document.placeOf?.(node) ?? `line ${document.lineOf(node)}`;
}

/** Notes that a node is of another kind than the field, in the words of Go's YAML library. */
export function complainOfKind(context: DecodeContext, node: Node, goType: string): void {
  complain(context, node, `cannot construct ${describeNode(node)} into ${goType}`);
}

/** The node behind an alias; `undefined` for absent nodes and for null, which mean the same everywhere. */
export function present(node: Node | undefined, { document }: DecodeContext): Node | undefined {
  if (node === undefined) return undefined;
  const target = document.resolve(node);
  return isScalar(target) && resolveScalar(target).tag === '!!null' ? undefined : target;
}

/** A mapping with exactly these fields. An absent mapping has all fields absent. */
export function struct<T extends object>(goType: string, fields: Fields<T>): Decoder<T> {
  const decoders = Object.entries<Decoder<unknown>>(fields);
  const names = new Set(Object.keys(fields));
  return (node, context) => {
    const values = structEntries(node, goType, names, context);
    const decoded: Record<string, unknown> = {};
    for (const [name, decode] of decoders) decoded[name] = decode(values.get(name), context);
    return decoded as T; // One value per field, each made by the decoder of that field.
  };
}

function structEntries(
  node: Node | undefined,
  goType: string,
  names: ReadonlySet<string>,
  context: DecodeContext,
): ReadonlyMap<string, Node | undefined> {
  const values = new Map<string, Node | undefined>();
  const target = present(node, context);
  if (target === undefined) return values;
  if (!isMap(target)) {
    complainOfKind(context, target, goType);
    return values;
  }
  const seen = new Map<string, Node>();
  for (const { key, value } of mappingEntries(target, context.document)) {
    const name = keyText(key, context.document) ?? '';
    const earlier = seen.get(name);
    if (earlier !== undefined) complainOfDuplicate(context, key, earlier, name);
    else if (names.has(name)) values.set(name, value);
    else complain(context, key, `field ${name} not found in type ${goType}`);
    seen.set(name, earlier ?? key);
  }
  return values;
}

/** Notes that a mapping names a key twice. */
export function complainOfDuplicate(context: DecodeContext, key: Node, earlier: Node, name: string): void {
  complain(context, key, `mapping key ${goQuote(name)} already defined at ${placeOf(earlier, context)}`);
}

/** Absent and null give `undefined`. */
export function optional<T>(decode: Decoder<T>): Decoder<T | undefined> {
  return (node, context) => (present(node, context) === undefined ? undefined : decode(node, context));
}

/** A sequence; absent gives an empty one. */
export function list<T>(goType: string, decode: Decoder<T>): Decoder<readonly T[]> {
  return (node, context) => {
    const target = present(node, context);
    if (target === undefined) return [];
    if (isSeq(target)) return target.items.map((item) => decode(isNode(item) ? item : undefined, context));
    complainOfKind(context, target, goType);
    return [];
  };
}

/** `!!seq`, or for a scalar its tag and the beginning of its text. */
function describeNode(node: Node): string {
  if (isMap(node)) return '!!map';
  if (isSeq(node)) return '!!seq';
  if (!isScalar(node)) return '!!null';
  const text = scalarText(node);
  return `${resolveScalar(node).tag} \`${text.length > 10 ? `${text.slice(0, 7)}...` : text}\``;
}
