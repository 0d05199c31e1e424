import type { HostOpener } from '../configured-hosts.ts';
import { HostApi } from '../host-api.ts';
import { BitbucketCloudCommitStatuses } from './bitbucket-cloud-commit-statuses.ts';
import { BitbucketCloudRepositoryReader } from './bitbucket-cloud-repository-reader.ts';

/** Bitbucket Cloud's REST API. A token with a colon is `email:API token` and sent as a password. */
export function bitbucketCloudApi(apiUrl: string, token: string): HostApi {
  const authorization = token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}`;
  return new HostApi({
    apiUrl,
    headers: { accept: 'application/json', authorization },
    permissions: 'the scopes repository and repository:write (write is for build statuses)',
  });
}

/** Opens Bitbucket Cloud sources. */
export function bitbucketCloudOpener(): HostOpener<'bitbucket-cloud'> {
  return ({ apiUrl }, token = '') => {
    const api = bitbucketCloudApi(apiUrl, token);
    return {
      repositories: new BitbucketCloudRepositoryReader(api),
      statuses: new BitbucketCloudCommitStatuses(api),
    };
  };
}
