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
import { urlPath } from '../url-path.ts';

const refAnswer = z.object({ object: z.object({ sha: objectId, type: z.literal('commit') }) });
const commitAnswer = z.object({ sha: objectId, tree: z.object({ sha: objectId }) });
const treeAnswer = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: objectId })),
});

/** Reads repositories over GitHub's REST API: one listing, then only the blobs that are used. Needs no git program. */
export class GithubRepositoryReader implements RepositoryReader {
  readonly #api: HostApi;
  readonly #blobs: BlobCache;

  constructor(api: HostApi, blobs: BlobCache) {
    this.#api = api;
    this.#blobs = blobs;
  }

  async resolveRef(repository: string, ref: string, options: CallOptions = {}): Promise<string> {
    const name = urlPath(ref.replace(/^refs\//, ''));
    const answer = await this.#api.json(`/repos/${repository}/git/ref/${name}`, options);
    return understood(refAnswer, answer).object.sha;
  }

  async open(repository: string, commit: string, options: CallOptions = {}): Promise<RepositorySnapshot> {
    const answer = await this.#api.json(`/repos/${repository}/git/commits/${commit}`, options);
    const { sha, tree } = understood(commitAnswer, answer);
    if (sha !== commit) throw new OmniError('protocol', `the Git host answered commit ${sha} for ${commit}`);
    const listing = understood(
      treeAnswer,
      await this.#api.json(`/repos/${repository}/git/trees/${tree.sha}?recursive=1`, options),
    );
    if (listing.truncated) throw tooManyFiles(repository, 100_000);
    return {
      commit,
      entries: listing.tree.filter(({ type }) => type !== 'tree').map(toEntry),
      readFile: ({ oid }, more = {}) => this.#blobs.get(oid, () => this.#readBlob(repository, oid, more)),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async #readBlob(repository: string, oid: string, options: CallOptions): Promise<Uint8Array> {
    const content = await this.#api.call(`/repos/${repository}/git/blobs/${oid}`, {
      ...options,
      accept: 'application/vnd.github.raw+json',
    });
    return provenBlob(oid, content);
  }
}

function toEntry({ path, mode, sha }: z.output<typeof treeAnswer>['tree'][number]): TreeEntry {
  return { path, kind: kindOfMode(mode), oid: sha };
}
