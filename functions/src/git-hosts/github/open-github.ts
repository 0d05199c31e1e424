import { BlobCache } from '../../repository/blob-cache.ts';
import type { HostOpener } from '../configured-hosts.ts';
import { GithubApi } from './github-api.ts';
import { GithubCommitStatuses } from './github-commit-statuses.ts';
import { GithubRepositoryReader } from './github-repository-reader.ts';

/** Opens GitHub sources, which share one cache of blobs. */
export function githubOpener(): HostOpener<'github'> {
  const blobs = new BlobCache();
  return ({ apiUrl }, token = '') => {
    const api = new GithubApi({ apiUrl, token });
    return { repositories: new GithubRepositoryReader(api, blobs), statuses: new GithubCommitStatuses(api) };
  };
}
