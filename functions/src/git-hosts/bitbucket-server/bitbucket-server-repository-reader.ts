import { type CallOptions, OmniError } from '@fleetwright/omni-core';
import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import type { RepositoryReader, RepositorySnapshot, TreeEntry } from '../../ports/repository-reader.ts';
import type { HostApi } from '../host-api.ts';
import { tooManyFiles } from '../too-many-files.ts';
import { understood } from '../understood.ts';
import { urlPath } from '../url-path.ts';
import { repositoryPath } from './repository-path.ts';

const commitsAnswer = z.object({ values: z.array(z.object({ id: objectId })).check(z.minLength(1)) });
const commitAnswer = z.object({ id: objectId });
const filesAnswer = z.object({
  values: z.array(z.string()),
  isLastPage: z.boolean(),
  nextPageStart: z.optional(z.nullable(z.number())),
});

/** Pages asked for at most; a page has 1,000 files unless the server is set to fewer. */
const MAX_PAGES = 100;

/**
 * Reads repositories over Bitbucket Data Center's REST API. It lists paths only: content is not proven by an object id,
 * and a symbolic link reads as the text it consists of, which no template takes for one.
 */
export class BitbucketServerRepositoryReader implements RepositoryReader {
  readonly #api: HostApi;

  constructor(api: HostApi) {
    this.#api = api;
  }

  async resolveRef(repository: string, ref: string, options: CallOptions = {}): Promise<string> {
    const path = `/rest/api/1.0/${repositoryPath(repository)}/commits?until=${encodeURIComponent(ref)}&limit=1`;
    const [head] = understood(commitsAnswer, await this.#api.json(path, options)).values;
    if (head === undefined) throw new OmniError('not_found', `${repository} has no ${ref}`);
    return head.id;
  }

  async open(repository: string, commit: string, options: CallOptions = {}): Promise<RepositorySnapshot> {
    const root = `/rest/api/1.0/${repositoryPath(repository)}`;
    const { id } = understood(commitAnswer, await this.#api.json(`${root}/commits/${commit}`, options));
    if (id !== commit) throw new OmniError('protocol', `the Git host answered commit ${id} for ${commit}`);
    return {
      commit,
      entries: await this.#entries(repository, `${root}/files?at=${commit}&limit=1000`, options),
      readFile: ({ path }, more = {}) => this.#api.call(`${root}/raw/${urlPath(path)}?at=${commit}`, more),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async #entries(repository: string, first: string, options: CallOptions): Promise<TreeEntry[]> {
    const entries: TreeEntry[] = [];
    let start = 0;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#api.json(`${first}&start=${start}`, options);
      const { values, isLastPage, nextPageStart } = understood(filesAnswer, answer);
      entries.push(...values.map((path): TreeEntry => ({ path, kind: 'file', oid: path })));
      if (isLastPage || typeof nextPageStart !== 'number') return entries;
      start = nextPageStart;
    }
    throw tooManyFiles(repository, MAX_PAGES * 1000);
  }
}
