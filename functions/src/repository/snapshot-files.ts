import { TemplateFileError, type TemplateFiles } from '@fleetwright/omni-core';
import type { RepositorySnapshot, TreeEntry } from '../ports/repository-reader.ts';

/** As many links in a row as Linux follows. */
const MAX_LINKS = 40;

/**
 * The files of one commit as a template in `directory` sees them. The repository is the root: `..` may lead anywhere
 * inside it, nothing leads out, neither by path nor by symbolic link. Links are followed inside Git's own tree, so no
 * file system is ever asked.
 */
export function snapshotFiles(snapshot: RepositorySnapshot, directory: string, signal?: AbortSignal): TemplateFiles {
  const tree = indexTree(snapshot.entries);
  return {
    read: async (path) => {
      const entry = await locate(path);
      return snapshot.readFile(entry, { ...(signal && { signal }) });
    },
  };

  /** Walks name by name, as the kernel would, because a link may stand anywhere on the way. */
  async function locate(path: string): Promise<TreeEntry> {
    if (path.startsWith('/')) throw new TemplateFileError('outside', path);
    let links = 0;
    const done: string[] = [];
    const ahead = [...names(directory), ...names(path)];
    for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
      if (name === '..') {
        if (done.pop() === undefined) throw new TemplateFileError('outside', path);
        continue;
      }
      const entry = tree.files.get([...done, name].join('/'));
      if (entry?.kind === 'symlink') {
        links += 1;
        const target = Buffer.from(await snapshot.readFile(entry, { ...(signal && { signal }) })).toString('utf8');
        if (target.startsWith('/')) throw new TemplateFileError('outside', path);
        if (links > MAX_LINKS) throw new TemplateFileError('unreadable', path);
        ahead.unshift(...names(target));
        continue;
      }
      done.push(name);
      if (entry?.kind === 'file' && ahead.length === 0) return entry;
      if (entry !== undefined) throw new TemplateFileError(entry.kind === 'submodule' ? 'outside' : 'missing', path);
      if (!tree.directories.has(done.join('/'))) throw new TemplateFileError('missing', path);
    }
    throw new TemplateFileError('directory', path);
  }
}

function names(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

interface TreeIndex {
  readonly files: ReadonlyMap<string, TreeEntry>;
  readonly directories: ReadonlySet<string>;
}

const indexes = new WeakMap<readonly TreeEntry[], TreeIndex>();

/** Built once per snapshot: many templates read from the same one. */
function indexTree(entries: readonly TreeEntry[]): TreeIndex {
  const known = indexes.get(entries);
  if (known !== undefined) return known;
  const directories = new Set<string>();
  for (const { path } of entries) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      directories.add(path.slice(0, end));
    }
  }
  const index = { files: new Map(entries.map((entry) => [entry.path, entry])), directories };
  indexes.set(entries, index);
  return index;
}
