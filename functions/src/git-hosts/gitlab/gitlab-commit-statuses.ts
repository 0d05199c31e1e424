import type { CallOptions } from '@fleetwright/omni-core';
import type { CommitState, CommitStatus, CommitStatuses } from '../../ports/commit-statuses.ts';
import type { HostApi } from '../host-api.ts';
import { projectPath } from './gitlab-repository-reader.ts';

const STATES: Readonly<Record<CommitState, string>> = {
  pending: 'running',
  success: 'success',
  failure: 'failed',
  // GitLab knows no difference between a commit at fault and something around it; the description tells.
  error: 'failed',
};

/** Writes commit statuses over GitLab's REST API. GitLab refuses a state that a status has already: harmless. */
export class GitlabCommitStatuses implements CommitStatuses {
  readonly #api: HostApi;

  constructor(api: HostApi) {
    this.#api = api;
  }

  async set(
    { repository, commit, state, context, description }: CommitStatus,
    options: CallOptions = {},
  ): Promise<void> {
    await this.#api.call(`${projectPath(repository)}/statuses/${commit}`, {
      ...options,
      method: 'POST',
      body: { state: STATES[state], name: context, description },
    });
  }
}
