import { isDeepStrictEqual } from 'node:util';
import { parseConfigDocuments } from '../../../redaction/redact-config.ts';

/** A place in a machine configuration that a patch sets. */
export interface ConfigPath {
  /** `v1alpha1` for the main configuration, else kind and name of the document. */
  readonly document: string;
  /** Keys from the top, without positions in lists. */
  readonly keys: readonly string[];
}

const MAIN = 'v1alpha1';

/** Every place a patch sets; `undefined` for a text that cannot be read. */
export function pathsOf(text: string): readonly ConfigPath[] | undefined {
  return changedPaths('', text);
}

/** The places where two texts of a patch say something else; `undefined` when one of them cannot be read. */
export function changedPaths(before: string, after: string): readonly ConfigPath[] | undefined {
  const [left, right] = [documentsOf(before), documentsOf(after)];
  if (left === undefined || right === undefined) return undefined;
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].flatMap((document) =>
    differingKeys(left.get(document), right.get(document), []).map((keys) => ({ document, keys })),
  );
}

/** True when one path lies at or below the other. */
export function overlaps(left: ConfigPath, right: ConfigPath): boolean {
  const length = Math.min(left.keys.length, right.keys.length);
  return (
    left.document === right.document && left.keys.slice(0, length).every((key, index) => key === right.keys[index])
  );
}

/** True for places of the main configuration. */
export function isMain({ document }: ConfigPath): boolean {
  return document === MAIN;
}

function documentsOf(text: string): ReadonlyMap<string, unknown> | undefined {
  if (text.trim() === '') return new Map();
  const documents = parseConfigDocuments(text);
  if (documents === undefined) return undefined;
  const named = new Map<string, unknown>();
  for (const document of documents) {
    if (Array.isArray(document)) mergeJsonPatch(document, named);
    else named.set(nameOfDocument(document), document);
  }
  return named;
}

/** A JSON patch counts as what it sets: the value at the path. */
function mergeJsonPatch(operations: readonly unknown[], named: Map<string, unknown>): void {
  const list: unknown[] = [named.get(MAIN) ?? {}];
  for (const operation of operations) {
    if (typeof operation !== 'object' || operation === null || !('path' in operation)) continue;
    const value = 'value' in operation ? operation.value : operation;
    list.push(
      String(operation.path)
        .split('/')
        .filter((step) => step !== '')
        .reduceRight<unknown>((inner, step) => ({ [step]: inner }), value),
    );
  }
  named.set(MAIN, list.length === 2 ? list[1] : list);
}

function nameOfDocument(document: object): string {
  if (!('kind' in document)) return MAIN;
  return 'name' in document ? `${String(document.kind)}/${String(document.name)}` : String(document.kind);
}

function differingKeys(before: unknown, after: unknown, path: readonly string[]): (readonly string[])[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) || Array.isArray(after)) {
    const [left, right] = [listOf(before), listOf(after)];
    const isOfMappings = [...left, ...right].some(isMapping);
    if (!isOfMappings) return [path];
    return unique(
      Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
        differingKeys(left[index], right[index], path),
      ).flat(),
    );
  }
  const keys = new Set([
    ...(isMapping(before) ? Object.keys(before) : []),
    ...(isMapping(after) ? Object.keys(after) : []),
  ]);
  // What deletes a part changes that part.
  keys.delete('$patch');
  if (keys.size === 0) return [path];
  const child = (value: unknown, key: string) => (isMapping(value) ? value[key] : undefined);
  return [...keys].flatMap((key) => differingKeys(child(before, key), child(after, key), [...path, key]));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unique(paths: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(paths.map((path) => [path.join('\0'), path])).values()];
}
