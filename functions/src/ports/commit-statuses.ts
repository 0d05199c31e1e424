import type { CallOptions } from '@fleetwright/omni-core';

/** `failure`: the commit is at fault. `error`: something around it is. */
export type CommitState = 'pending' | 'success' | 'failure' | 'error';

export interface CommitStatus {
  readonly repository: string;
  readonly commit: string;
  readonly state: CommitState;
  /** Name under which the host keeps the latest status, e.g. `fleetwright/fleet`. */
  readonly context: string;
  /** At most {@link STATUS_DESCRIPTION_LIMIT} characters, one line, free of secrets. */
  readonly description: string;
}

/** Longest description GitHub accepts; the other hosts allow more. */
export const STATUS_DESCRIPTION_LIMIT = 140;

/** Shows beside a commit what became of it. */
export interface CommitStatuses {
  set(status: CommitStatus, options?: CallOptions): Promise<void>;
}
