import type { Resource } from '../resources/resource.ts';

/**
 * The value at a dot path such as `metadata.labels.omni.sidero.dev/cluster` or `spec.features.diskEncryption`. Keys hold
 * dots themselves, so at every step the longest key that fits wins; when none fits, one that differs only in case does,
 * so that names can be written as YAML prints them. A list is entered item by item.
 *
 * @returns `undefined` where there is nothing
 */
export function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => valueAt(item, path)).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const key =
    longestKey(Object.keys(value), path) ?? longestKey(Object.keys(value), path, (text) => text.toLowerCase());
  if (key === undefined) return undefined;
  return valueAt((value as Record<string, unknown>)[key], path.slice(key.length + 1));
}

/** The value at a path that starts with `metadata` or `spec`; see {@link valueAt}. */
export function fieldAt(resource: Pick<Resource, 'metadata' | 'spec'>, path: string): unknown {
  const { metadata } = resource;
  // Decodes the spec only when the path leads there.
  const parts = {
    metadata,
    get spec() {
      return resource.spec;
    },
  };
  return valueAt(parts, path);
}

/** The chosen parts of a resource by their paths; what is not there is left out. */
export function pickFields(
  resource: Pick<Resource, 'metadata' | 'spec'>,
  paths: readonly string[],
): Record<string, unknown> {
  const found = paths.map((path) => [path, fieldAt(resource, path)] as const);
  return Object.fromEntries(found.filter(([, part]) => part !== undefined));
}

function longestKey(
  keys: readonly string[],
  path: string,
  fold: (text: string) => string = (text) => text,
): string | undefined {
  const wanted = `${fold(path)}.`;
  const fitting = keys.filter((key) => wanted.startsWith(`${fold(key)}.`));
  return fitting.reduce<string | undefined>((best, key) => (key.length > (best?.length ?? -1) ? key : best), undefined);
}
