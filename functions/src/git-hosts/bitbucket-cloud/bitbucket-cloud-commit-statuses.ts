import type { CallOptions } from '@fleetwright/omni-core';
import type { CommitStatus, CommitStatuses } from '../../ports/commit-statuses.ts';
import { BUILD_STATES, buildKey } from '../build-status.ts';
import type { HostApi } from '../host-api.ts';

/** Writes build statuses over Bitbucket Cloud's REST API. */
export class BitbucketCloudCommitStatuses implements CommitStatuses {
  readonly #api: HostApi;

  constructor(api: HostApi) {
    this.#api = api;
  }

  async set(
    { repository, commit, state, context, description }: CommitStatus,
    options: CallOptions = {},
  ): Promise<void> {
    await this.#api.call(`/repositories/${repository}/commit/${commit}/statuses/build`, {
      ...options,
      method: 'POST',
      body: {
        key: buildKey(context),
        name: context,
        state: BUILD_STATES[state],
        description,
        // An address is required, and there is no page of ours to lead to.
        url: `https://bitbucket.org/${repository}/commits/${commit}`,
      },
    });
  }
}
