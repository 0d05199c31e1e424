import { type CallOptions, OmniError } from '@fleetwright/omni-core';
import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import type { RepositoryReader, RepositorySnapshot, TreeEntry } from '../../ports/repository-reader.ts';
import type { BlobCache } from '../../repository/blob-cache.ts';
import { provenBlob } from '../../repository/object-id.ts';
import { kindOfMode } from '../../repository/tree-kind.ts';
import type { HostApi } from '../host-api.ts';
import { tooManyFiles } from '../too-many-files.ts';
import { understood } from '../understood.ts';
import { branchOf, urlPath } from '../url-path.ts';

const branchAnswer = z.object({ commit: z.object({ id: objectId }) });
const commitAnswer = z.object({ sha: objectId, commit: z.object({ tree: z.object({ sha: objectId }) }) });
const treeAnswer = z.object({
  total_count: z.number(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: objectId })),
});
const blobAnswer = z.object({ content: z.string(), encoding: z.literal('base64') });

/** Pages asked for at most; a page has 1,000 entries unless the server is set to fewer. */
const MAX_PAGES = 100;

/** Reads repositories over the REST API that Gitea and Forgejo share. */
export class GiteaRepositoryReader implements RepositoryReader {
  readonly #api: HostApi;
  readonly #blobs: BlobCache;

  constructor(api: HostApi, blobs: BlobCache) {
    this.#api = api;
    this.#blobs = blobs;
  }

  async resolveRef(repository: string, ref: string, options: CallOptions = {}): Promise<string> {
    const answer = await this.#api.json(`/repos/${repository}/branches/${urlPath(branchOf(ref))}`, options);
    return understood(branchAnswer, answer).commit.id;
  }

  async open(repository: string, commit: string, options: CallOptions = {}): Promise<RepositorySnapshot> {
    const answer = await this.#api.json(`/repos/${repository}/git/commits/${commit}`, options);
    const found = understood(commitAnswer, answer);
    if (found.sha !== commit)
      throw new OmniError('protocol', `the Git host answered commit ${found.sha} for ${commit}`);
    return {
      commit,
      entries: await this.#entries(repository, found.commit.tree.sha, options),
      readFile: ({ oid }, more = {}) => this.#blobs.get(oid, () => this.#readBlob(repository, oid, more)),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  /** Every page of the listing, one after the other: `truncated` says only that there is another. */
  async #entries(repository: string, tree: string, options: CallOptions): Promise<TreeEntry[]> {
    const entries: TreeEntry[] = [];
    let seen = 0;
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const path = `/repos/${repository}/git/trees/${tree}?recursive=true&per_page=1000&page=${page}`;
      const listing = understood(treeAnswer, await this.#api.json(path, options));
      seen += listing.tree.length;
      for (const { path, mode, type, sha } of listing.tree) {
        if (type !== 'tree') entries.push({ path, kind: kindOfMode(mode), oid: sha });
      }
      if (seen >= listing.total_count || listing.tree.length === 0) return entries;
    }
    throw tooManyFiles(repository, MAX_PAGES * 1000);
  }

  async #readBlob(repository: string, oid: string, options: CallOptions): Promise<Uint8Array> {
    const answer = await this.#api.json(`/repos/${repository}/git/blobs/${oid}`, options);
    return provenBlob(oid, Buffer.from(understood(blobAnswer, answer).content, 'base64'));
  }
}
