import * as z from 'zod/mini';
import { guardIds } from '../domain/job.ts';

// zod/mini: its parts are functions, so a bundle carries only those used here. The hook starts on every cold push.

const identifier = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and dashes, at most 63'));

/** Names below the stack's secret prefix. The folder is fixed, because each function's role opens only its own folders. */
const secretName = (folder: string) =>
  z
    .string()
    .check(
      z.regex(new RegExp(`^${folder}/[\\w.@+-]+$`), `name a secret as ${folder}/<name>; the value never stands here`),
    );

const httpUrl = z.url({ protocol: /^https?$/, error: 'give an http or https URL' });

const instance = z.strictObject({
  endpoint: z.url({ protocol: /^(https?|grpc)$/, error: 'give the URL of the Omni, e.g. https://omni.example.com' }),
  /** Secret holding the service-account key. */
  keySecret: secretName('omni'),
  /** PEM certificates trusted instead of the system's roots. */
  ca: z.optional(z.string()),
});

const github = z.strictObject({
  kind: z.literal('github'),
  /** REST root; GitHub Enterprise has `https://<host>/api/v3`. */
  apiUrl: z._default(httpUrl, 'https://api.github.com'),
  hookSecret: secretName('hooks'),
  /** Secret holding a token that may read contents and write commit statuses. */
  tokenSecret: secretName('git'),
});

const gitea = z.strictObject({
  kind: z.literal('gitea'),
  /** REST root, e.g. `https://gitea.example.com/api/v1`. Forgejo has the same. */
  apiUrl: httpUrl,
  hookSecret: secretName('hooks'),
  /** Secret holding a token that may read and write repositories; writing is for commit statuses. */
  tokenSecret: secretName('git'),
});

const gitlab = z.strictObject({
  kind: z.literal('gitlab'),
  /** REST root; a GitLab of one's own has `https://<host>/api/v4`. */
  apiUrl: z._default(httpUrl, 'https://gitlab.com/api/v4'),
  /** Secret holding the webhook's signing token (`whsec_…`), or the older secret token. */
  hookSecret: secretName('hooks'),
  /** Secret holding an access token of scope `api`: reading needs less, commit statuses do not. */
  tokenSecret: secretName('git'),
});

const bitbucketCloud = z.strictObject({
  kind: z.literal('bitbucket-cloud'),
  /** REST root. */
  apiUrl: z._default(httpUrl, 'https://api.bitbucket.org/2.0'),
  hookSecret: secretName('hooks'),
  /** Secret holding a repository access token, or `email:API token`. */
  tokenSecret: secretName('git'),
});

const bitbucketServer = z.strictObject({
  kind: z.literal('bitbucket-server'),
  /** Root of the server; `/rest/…` is added, e.g. `https://bitbucket.example.com`. */
  apiUrl: httpUrl,
  hookSecret: secretName('hooks'),
  /** Secret holding an HTTP access token that may read the repository. */
  tokenSecret: secretName('git'),
});

const git = z.strictObject({
  kind: z.literal('git'),
  /** Smart-HTTP URL of a repository, with `{repository}` where its name goes. */
  cloneUrl: httpUrl.check(z.refine((url) => url.includes('{repository}'), 'write {repository} where the name goes')),
  hookSecret: secretName('hooks'),
  /** Secret holding `user:password` for the Git host, when it asks for one. */
  tokenSecret: z.optional(secretName('git')),
});

const binding = z.strictObject({
  source: identifier,
  repository: z.string().check(z.regex(/^~?[\w.-]+(\/[\w.-]+)+$/, 'write owner/name')),
  ref: z.string().check(z.regex(/^refs\/heads\/[^\s~^:?*[\\]+$/, 'write the full name, e.g. refs/heads/main')),
  paths: z
    .array(z.string().check(z.regex(/^[^/]/, 'write paths from the root of the repository')))
    .check(z.minLength(1)),
  instance: identifier,
  clusters: z._default(
    z.array(z.string().check(z.regex(/^[A-Za-z0-9-]*\*?$/, 'write a cluster name, or a prefix and *'), z.minLength(1))),
    ['*'],
  ),
  /** `plan` reports what a push would change and changes nothing. */
  mode: z._default(z.enum(['apply', 'plan']), 'apply'),
  /** Guards that pushes may run into, by their ids. */
  allow: z._default(guardIds, ['changed-since-sync']),
  /** Secret that signs template-sync calls. Without it they are refused. */
  syncSecret: z.optional(secretName('sync')),
});

/** Shape of the configuration file. What one field cannot say alone is checked by `crossChecks`. */
export const configSchema = z.strictObject({
  instances: z.record(identifier, instance),
  sources: z.record(
    identifier,
    z.discriminatedUnion('kind', [github, gitea, gitlab, bitbucketCloud, bitbucketServer, git]),
  ),
  bindings: z.record(identifier, binding),
});
