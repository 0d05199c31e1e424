import { bitbucketCloudOpener } from './bitbucket-cloud/open-bitbucket-cloud.ts';
import { bitbucketServerOpener } from './bitbucket-server/open-bitbucket-server.ts';
import type { HostOpeners } from './configured-hosts.ts';
import { giteaOpener } from './gitea/open-gitea.ts';
import { githubOpener } from './github/open-github.ts';
import { gitlabOpener } from './gitlab/open-gitlab.ts';

/** Every kind of host that is read over a REST API, which needs no git program. */
export function restHosts(): HostOpeners {
  return {
    github: githubOpener(),
    gitea: giteaOpener(),
    gitlab: gitlabOpener(),
    'bitbucket-cloud': bitbucketCloudOpener(),
    'bitbucket-server': bitbucketServerOpener(),
  };
}
