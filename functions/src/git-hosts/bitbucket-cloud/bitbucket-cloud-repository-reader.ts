import { type CallOptions, OmniError } from '@fleetwright/omni-core';
import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import type { RepositoryReader, RepositorySnapshot, TreeEntry } from '../../ports/repository-reader.ts';
import type { HostApi } from '../host-api.ts';
import { tooManyFiles } from '../too-many-files.ts';
import { understood } from '../understood.ts';
import { branchOf, urlPath } from '../url-path.ts';

const branchAnswer = z.object({ target: z.object({ hash: objectId }) });
const commitAnswer = z.object({ hash: objectId });
const sourceAnswer = z.object({
  values: z.array(z.object({ type: z.string(), path: z.string(), attributes: z._default(z.array(z.string()), []) })),
  next: z.optional(z.string()),
});

/** Pages asked for at most, of 100 entries. */
const MAX_PAGES = 200;
/** How many folders deep is looked. */
const MAX_DEPTH = 30;

/**
 * Reads repositories over Bitbucket Cloud's REST API. It tells no object ids of files, so their content is not proven:
 * it is what Bitbucket answered for a path at a commit.
 */
export class BitbucketCloudRepositoryReader implements RepositoryReader {
  readonly #api: HostApi;

  constructor(api: HostApi) {
    this.#api = api;
  }

  async resolveRef(repository: string, ref: string, options: CallOptions = {}): Promise<string> {
    const answer = await this.#api.json(`/repositories/${repository}/refs/branches/${urlPath(branchOf(ref))}`, options);
    return understood(branchAnswer, answer).target.hash;
  }

  async open(repository: string, commit: string, options: CallOptions = {}): Promise<RepositorySnapshot> {
    const answer = await this.#api.json(`/repositories/${repository}/commit/${commit}`, options);
    const { hash } = understood(commitAnswer, answer);
    if (hash !== commit) throw new OmniError('protocol', `the Git host answered commit ${hash} for ${commit}`);
    const root = `/repositories/${repository}/src/${commit}/`;
    return {
      commit,
      entries: await this.#entries(repository, root, options),
      readFile: ({ path }, more = {}) => this.#api.call(`${root}${urlPath(path)}`, more),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async #entries(repository: string, root: string, options: CallOptions): Promise<TreeEntry[]> {
    const entries: TreeEntry[] = [];
    const first = `${root}?pagelen=100&max_depth=${MAX_DEPTH}`;
    let page: string | undefined = '';
    for (let count = 0; count < MAX_PAGES && page !== undefined; count += 1) {
      const path: string = page === '' ? first : `${first}&page=${encodeURIComponent(page)}`;
      const { values, next } = understood(sourceAnswer, await this.#api.json(path, options));
      for (const { type, path, attributes } of values) {
        if (type === 'commit_file') entries.push({ path, kind: kindOf(attributes), oid: path });
      }
      page = nextPage(next);
    }
    if (page !== undefined) throw tooManyFiles(repository, MAX_PAGES * 100);
    return entries;
  }
}

function kindOf(attributes: readonly string[]): TreeEntry['kind'] {
  if (attributes.includes('link')) return 'symlink';
  return attributes.includes('subrepository') ? 'submodule' : 'file';
}

/** Only the page is taken: the rest of the address may name a host that is not reached from here. */
function nextPage(next: string | undefined): string | undefined {
  if (next === undefined || !URL.canParse(next)) return undefined;
  return new URL(next).searchParams.get('page') ?? undefined;
}
