import { BlobCache } from '../../repository/blob-cache.ts';
import type { HostOpener } from '../configured-hosts.ts';
import { GithubCommitStatuses } from '../github/github-commit-statuses.ts';
import { HostApi } from '../host-api.ts';
import { GiteaRepositoryReader } from './gitea-repository-reader.ts';

/** The REST API of a Gitea or Forgejo with this token. */
export function giteaApi(apiUrl: string, token: string): HostApi {
  return new HostApi({
    apiUrl,
    headers: { accept: 'application/json', authorization: `token ${token}` },
    permissions: 'read and write access to the repository (write is for commit statuses)',
  });
}

/** Opens Gitea sources, which share one cache of blobs. Statuses are the call GitHub has. */
export function giteaOpener(): HostOpener<'gitea'> {
  const blobs = new BlobCache();
  return ({ apiUrl }, token = '') => {
    const api = giteaApi(apiUrl, token);
    return { repositories: new GiteaRepositoryReader(api, blobs), statuses: new GithubCommitStatuses(api) };
  };
}
