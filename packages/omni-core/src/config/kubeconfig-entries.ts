import { isDeepStrictEqual } from 'node:util';
import { invalidFile, type YamlObject } from './yaml-file.ts';

/** The three lists of a kubeconfig. */
export type KubeconfigPart = 'clusters' | 'users' | 'contexts';

/** One entry of such a list: a name and what belongs to it. */
export interface KubeconfigEntry {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** @throws {OmniError} `configuration_invalid` for a list that is none or an entry without a name */
export function entriesOf(file: YamlObject, part: KubeconfigPart, what: string): readonly KubeconfigEntry[] {
  const list = file[part] ?? [];
  if (!Array.isArray(list)) throw invalidFile(what, `${part} is not a list`);
  return list.map((entry: unknown) => {
    if (typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string') {
      return entry as KubeconfigEntry;
    }
    throw invalidFile(what, `an entry of ${part} has no name`);
  });
}

export function findEntry(entries: readonly KubeconfigEntry[], name: string): KubeconfigEntry | undefined {
  return entries.find((entry) => entry.name === name);
}

/** Replaces the entries of the same names where they stand, and adds the others at the end. */
export function putEntries(
  existing: readonly KubeconfigEntry[],
  added: readonly KubeconfigEntry[],
): readonly KubeconfigEntry[] {
  const kept = existing.map((entry) => findEntry(added, entry.name) ?? entry);
  return [...kept, ...added.filter(({ name }) => findEntry(existing, name) === undefined)];
}

export function sameEntry(left: KubeconfigEntry, right: KubeconfigEntry): boolean {
  return isDeepStrictEqual({ ...left, name: '' }, { ...right, name: '' });
}
