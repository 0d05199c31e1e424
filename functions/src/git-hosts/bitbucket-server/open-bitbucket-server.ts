import type { HostOpener } from '../configured-hosts.ts';
import { HostApi } from '../host-api.ts';
import { BitbucketServerCommitStatuses } from './bitbucket-server-commit-statuses.ts';
import { BitbucketServerRepositoryReader } from './bitbucket-server-repository-reader.ts';

/** The REST API of a Bitbucket Data Center with this token. */
export function bitbucketServerApi(apiUrl: string, token: string): HostApi {
  return new HostApi({
    apiUrl,
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    permissions: 'read access to the repository',
  });
}

/** Opens Bitbucket Data Center sources. */
export function bitbucketServerOpener(): HostOpener<'bitbucket-server'> {
  return ({ apiUrl }, token = '') => {
    const api = bitbucketServerApi(apiUrl, token);
    return {
      repositories: new BitbucketServerRepositoryReader(api),
      statuses: new BitbucketServerCommitStatuses(api, apiUrl),
    };
  };
}
