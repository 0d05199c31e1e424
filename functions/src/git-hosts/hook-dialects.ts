import type { SourceConfig } from '../config/functions-config.ts';
import { bitbucketCloudDialect } from './bitbucket-cloud/hook-dialect.ts';
import { bitbucketServerDialect } from './bitbucket-server/hook-dialect.ts';
import { giteaDialect } from './gitea/hook-dialect.ts';
import { githubDialect } from './github/hook-dialect.ts';
import { gitlabDialect } from './gitlab/hook-dialect.ts';
import type { HookDialect } from './hook-dialect.ts';

/** The dialect of each kind of source. A plain Git server has no hooks of its own: what calls for it speaks GitHub's. */
export const HOOK_DIALECTS: Readonly<Record<SourceConfig['kind'], HookDialect>> = {
  github: githubDialect,
  git: githubDialect,
  gitea: giteaDialect,
  gitlab: gitlabDialect,
  'bitbucket-cloud': bitbucketCloudDialect,
  'bitbucket-server': bitbucketServerDialect,
};
