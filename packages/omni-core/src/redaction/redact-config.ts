import { stringify } from 'yaml';
import { yamlValues } from '../resources/yaml/yaml-values.ts';
import type { ConfigTextOptions, HiddenPart } from './hidden-part.ts';
import type { Marker } from './marker.ts';
import { netSecrets } from './pattern-net.ts';
import { redactKernelArgs } from './redact-kernel-args.ts';
import { redactLines } from './redact-lines.ts';
import { isOpaqueName, isSecretName, normaliseName } from './secret-names.ts';

/** Lists of files: what they contain is unknown, so it is hidden. */
const FILE_LISTS = new Set(['files', 'configfiles']);

/** `key` is a private key in a key pair and a label name in these. */
const SELECTORS = new Set(['matchexpressions', 'tolerations', 'taints', 'requirements', 'preference', 'items']);

/**
 * Shows machine configuration, manifests and other YAML with every secret hidden. Comments are dropped, because they
 * can hold secrets too. Text that does not parse to a mapping or list cannot be judged and is hidden as a whole.
 */
export function redactConfigText(text: string, marker: Marker, options: ConfigTextOptions = {}): string {
  if (text.trim() === '') return text;
  const documents = redactConfigDocuments(text, marker, options);
  if (documents === undefined) return marker.mark(text);
  return documents.map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');
}

/** The same, document by document, as plain values; `undefined` for a text that cannot be judged. */
export function redactConfigDocuments(
  text: string,
  marker: Marker,
  { hide = 'secrets' }: ConfigTextOptions = {},
): readonly unknown[] | undefined {
  const documents = parseConfigDocuments(text);
  try {
    return documents?.map((value) =>
      hide === 'values' ? hideLeaves(value, marker, hide) : redactNode(value, [], marker),
    );
  } catch {
    return undefined;
  }
}

/** The documents of a configuration without the empty ones; `undefined` for a text that is not one. */
export function parseConfigDocuments(text: string): readonly object[] | undefined {
  const read = yamlValues(text);
  if ('problem' in read) return undefined;
  const values = read.values.filter((value) => value !== null);
  return values.every((value) => typeof value === 'object' && value !== null) ? values : undefined;
}

function redactNode(node: unknown, path: readonly string[], marker: Marker): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => redactNode(item, path, marker));
  if (typeof node === 'string') return redactString(node, path, marker);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node);
  if (isJsonPatch(node)) return redactJsonPatch(entries, path, marker);
  const isSecretManifest = 'kind' in node && node.kind === 'Secret';
  const isKeyPair = entries.some(([key]) => /^(?:crt|cert|certificate)$/.test(normaliseName(key)));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const name = normaliseName(key);
      const hidden =
        isSecretName(key) ||
        isOpaqueName(key) ||
        (isSecretManifest && name === 'data') ||
        (name === 'key' && (isKeyPair || !isSelector(path.at(-1) ?? ''))) ||
        (/^contents?$/.test(name) && FILE_LISTS.has(path.at(-1) ?? '')) ||
        // `- name: DB_PASSWORD, value: …` of a container.
        (name === 'value' && 'name' in node && typeof node.name === 'string' && isSecretName(node.name));
      return [netSecrets(key, marker), hidden ? hideLeaves(value, marker) : redactNode(value, [...path, name], marker)];
    }),
  );
}

function isSelector(parent: string): boolean {
  return SELECTORS.has(parent) || parent.endsWith('keyref');
}

function redactString(text: string, path: readonly string[], marker: Marker): string {
  const name = path.at(-1) ?? '';
  if (name === 'contents' || name === 'patches') return redactConfigText(text, marker);
  if (name.endsWith('kernelargs') || name === 'apiurl') return redactKernelArgs(`x=${text}`, marker).slice(2);
  return text.includes('\n') ? redactLines(text, marker) : netSecrets(text, marker);
}

function isJsonPatch(node: object): node is { op: string; path: string } {
  return 'op' in node && typeof node.op === 'string' && 'path' in node && typeof node.path === 'string';
}

/** A JSON patch names its target in `path`; its value is judged as if it stood there. */
function redactJsonPatch(entries: readonly [string, unknown][], path: readonly string[], marker: Marker): unknown {
  const pointer = entries.find(([key]) => key === 'path')?.[1];
  const steps = String(pointer)
    .split('/')
    .filter((step) => step !== '' && step !== '-' && !/^\d+$/.test(step));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key !== 'value') return [key, typeof value === 'string' ? netSecrets(value, marker) : value];
      const nested = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
      const safe = redactNode(nested, path, marker);
      return [key, steps.reduce<unknown>((outer, step) => childOf(outer, step), safe)];
    }),
  );
}

function childOf(node: unknown, key: string): unknown {
  return typeof node === 'object' && node !== null ? Object.entries(node).find(([name]) => name === key)?.[1] : node;
}

/** Keeps the shape, hides every scalar but nulls, and of secrets but booleans, which are none. */
function hideLeaves(node: unknown, marker: Marker, hide: HiddenPart = 'secrets'): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => hideLeaves(item, marker, hide));
  if (typeof node === 'object' && node !== null) {
    // The names of environment variables help to read a manifest; only their values are secret.
    const isVariable = hide === 'secrets' && 'name' in node && ('value' in node || 'valueFrom' in node);
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        netSecrets(key, marker),
        isVariable && key === 'name' ? value : hideLeaves(value, marker, hide),
      ]),
    );
  }
  if (node === null || node === undefined || (typeof node === 'boolean' && hide === 'secrets')) return node;
  return marker.mark(String(node));
}
