import type { CallOptions } from '@fleetwright/omni-core';
import type { CommitStatus, CommitStatuses } from '../../ports/commit-statuses.ts';
import type { HostApi } from '../host-api.ts';

/** Writes commit statuses over GitHub's REST API. */
export class GithubCommitStatuses implements CommitStatuses {
  readonly #api: HostApi;

  constructor(api: HostApi) {
    this.#api = api;
  }

  async set(
    { repository, commit, state, context, description }: CommitStatus,
    options: CallOptions = {},
  ): Promise<void> {
    await this.#api.call(`/repos/${repository}/statuses/${commit}`, {
      ...options,
      method: 'POST',
      body: { state, context, description },
    });
  }
}
