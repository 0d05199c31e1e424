import type { CallOptions } from '@fleetwright/omni-core';
import type { CommitStatuses } from './commit-statuses.ts';
import type { RepositoryReader } from './repository-reader.ts';

/** What a job needs of the Git host of one source. */
export interface GitHost {
  readonly repositories: RepositoryReader;
  readonly statuses: CommitStatuses;
}

/** Opens the sources of the configuration, each with its own token. */
export interface GitHosts {
  open(source: string, options?: CallOptions): Promise<GitHost>;
}
