import type { CallOptions } from '@fleetwright/omni-core';
import type { CommitStatus, CommitStatuses } from '../../ports/commit-statuses.ts';
import { BUILD_STATES, buildKey } from '../build-status.ts';
import type { HostApi } from '../host-api.ts';
import { repositoryPath } from './repository-path.ts';

/** Writes build statuses over Bitbucket Data Center's REST API. */
export class BitbucketServerCommitStatuses implements CommitStatuses {
  readonly #api: HostApi;
  readonly #root: string;

  /** @param root where people open the server, for the address a status must have */
  constructor(api: HostApi, root: string) {
    this.#api = api;
    this.#root = root.replace(/\/$/, '');
  }

  async set(
    { repository, commit, state, context, description }: CommitStatus,
    options: CallOptions = {},
  ): Promise<void> {
    await this.#api.call(`/rest/build-status/1.0/commits/${commit}`, {
      ...options,
      method: 'POST',
      body: {
        key: buildKey(context),
        name: context,
        state: BUILD_STATES[state],
        description,
        url: `${this.#root}/${repositoryPath(repository)}/commits/${commit}`,
      },
    });
  }
}
