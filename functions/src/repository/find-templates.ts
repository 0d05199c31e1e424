import { posix } from 'node:path';
import type { TreeEntry } from '../ports/repository-reader.ts';

/** Paths of the commit's files that any of the globs matches, in lexical order. Submodules are never looked into. */
export function findTemplates(entries: readonly TreeEntry[], globs: readonly string[]): string[] {
  return entries
    .filter(({ kind, path }) => kind !== 'submodule' && globs.some((glob) => posix.matchesGlob(path, glob)))
    .map(({ path }) => path)
    .sort();
}
