import type { CallOptions } from '@fleetwright/omni-core';

/** One file of a commit. Directories are not listed. */
export interface TreeEntry {
  /** From the root of the repository, `/` between names. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
  /** Git object id of the content, or on hosts that do not tell it, any name that is unique in the commit. */
  readonly oid: string;
}

/** A repository as it was at one commit. */
export interface RepositorySnapshot extends AsyncDisposable {
  /** Full object id of the commit. */
  readonly commit: string;
  /** Every file of the commit. */
  readonly entries: readonly TreeEntry[];
  /**
   * Content of one of the entries, proven by its object id where the host tells it. Of a symbolic link: where it points.
   * @throws {OmniError} `protocol` when what came back is not the object asked for
   */
  readFile(entry: TreeEntry, options?: CallOptions): Promise<Uint8Array>;
}

/** Reads repositories of one Git host. */
export interface RepositoryReader {
  /**
   * The commit a branch points at now.
   * @throws {OmniError} `not_found`, `access_denied`, `unavailable`
   */
  resolveRef(repository: string, ref: string, options?: CallOptions): Promise<string>;
  /**
   * Opens exactly this commit. Dispose of the snapshot when done.
   * @throws {OmniError} `not_found`, `access_denied`, `unavailable`
   */
  open(repository: string, commit: string, options?: CallOptions): Promise<RepositorySnapshot>;
}
