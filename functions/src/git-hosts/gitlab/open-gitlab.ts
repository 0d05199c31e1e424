import { BlobCache } from '../../repository/blob-cache.ts';
import type { HostOpener } from '../configured-hosts.ts';
import { HostApi } from '../host-api.ts';
import { GitlabCommitStatuses } from './gitlab-commit-statuses.ts';
import { GitlabRepositoryReader } from './gitlab-repository-reader.ts';

/** GitLab's REST API with this token. */
export function gitlabApi(apiUrl: string, token: string): HostApi {
  return new HostApi({
    apiUrl,
    headers: { accept: 'application/json', 'private-token': token },
    permissions: 'the scope api and the role Developer in the project (commit statuses need them)',
  });
}

/** Opens GitLab sources, which share one cache of blobs. */
export function gitlabOpener(): HostOpener<'gitlab'> {
  const blobs = new BlobCache();
  return ({ apiUrl }, token = '') => {
    const api = gitlabApi(apiUrl, token);
    return { repositories: new GitlabRepositoryReader(api, blobs), statuses: new GitlabCommitStatuses(api) };
  };
}
