import { OmniError } from '@fleetwright/omni-core';
import { type CommitStatus, type CommitStatuses, STATUS_DESCRIPTION_LIMIT } from '../ports/commit-statuses.ts';

/** Commit statuses kept in this process, for hosts that have none. Accepts what GitHub would accept, no more. */
export class RecordedStatuses implements CommitStatuses {
  readonly #onStatus: (status: CommitStatus) => void;
  readonly #latest = new Map<string, CommitStatus>();

  constructor(onStatus: (status: CommitStatus) => void = () => {}) {
    this.#onStatus = onStatus;
  }

  /** The latest status of a commit in a context. */
  latest(commit: string, context: string): CommitStatus | undefined {
    return this.#latest.get(`${commit} ${context}`);
  }

  async set(status: CommitStatus): Promise<void> {
    const { commit, context, description } = status;
    if (description.length > STATUS_DESCRIPTION_LIMIT || description.includes('\n')) {
      throw new OmniError('invalid_argument', 'a status description is one line of at most 140 characters');
    }
    this.#latest.set(`${commit} ${context}`, status);
    this.#onStatus(status);
  }
}
