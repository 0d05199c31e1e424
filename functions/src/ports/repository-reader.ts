import type { CallOptions } from '@fleetwright/omni-core';

/** One file of a commit. Directories are not listed. */
export interface TreeEntry {
  /** From the root of the repository, `/` between names. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
  /** Git object id of the content. */
  readonly oid: string;
}

/** A repository as it was at one commit. */
export interface RepositorySnapshot extends AsyncDisposable {
  /** Full object id of the commit. */
  readonly commit: string;
  /** Every file of the commit. */
  readonly entries: readonly TreeEntry[];
  /**
   * Content of a file, proven by its object id.
   * @throws {OmniError} `protocol` when what came back is not the object asked for
   */
  readBlob(oid: string, options?: CallOptions): Promise<Uint8Array>;
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
