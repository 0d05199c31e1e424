import type { TreeEntry } from '../ports/repository-reader.ts';

/** What Git's file mode says an entry of a tree is. */
export function kindOfMode(mode: string): TreeEntry['kind'] {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}
