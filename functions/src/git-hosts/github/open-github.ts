import { BlobCache } from '../../repository/blob-cache.ts';
import type { HostOpener } from '../configured-hosts.ts';
import { HostApi } from '../host-api.ts';
import { GithubCommitStatuses } from './github-commit-statuses.ts';
import { GithubRepositoryReader } from './github-repository-reader.ts';

/** GitHub's REST API with this token. */
export function githubApi(apiUrl: string, token: string): HostApi {
  return new HostApi({
    apiUrl,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    },
    permissions: 'read access to contents and write access to commit statuses',
  });
}

/** Opens GitHub sources, which share one cache of blobs. */
export function githubOpener(): HostOpener<'github'> {
  const blobs = new BlobCache();
  return ({ apiUrl }, token = '') => {
    const api = githubApi(apiUrl, token);
    return { repositories: new GithubRepositoryReader(api, blobs), statuses: new GithubCommitStatuses(api) };
  };
}
