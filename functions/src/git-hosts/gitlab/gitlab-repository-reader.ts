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
import { branchOf } from '../url-path.ts';

const branchAnswer = z.object({ commit: z.object({ id: objectId }) });
const commitAnswer = z.object({ id: objectId });
const treeAnswer = z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), id: objectId }));

/** Pages asked for at most, of 100 entries: GitLab gives no more at once. */
const MAX_PAGES = 200;

/** The path of a project's API: GitLab takes its whole name as one encoded part. */
export function projectPath(repository: string): string {
  return `/projects/${encodeURIComponent(repository)}`;
}

/** Reads repositories over GitLab's REST API. */
export class GitlabRepositoryReader implements RepositoryReader {
  readonly #api: HostApi;
  readonly #blobs: BlobCache;

  constructor(api: HostApi, blobs: BlobCache) {
    this.#api = api;
    this.#blobs = blobs;
  }

  async resolveRef(repository: string, ref: string, options: CallOptions = {}): Promise<string> {
    const branch = encodeURIComponent(branchOf(ref));
    const answer = await this.#api.json(`${projectPath(repository)}/repository/branches/${branch}`, options);
    return understood(branchAnswer, answer).commit.id;
  }

  async open(repository: string, commit: string, options: CallOptions = {}): Promise<RepositorySnapshot> {
    const answer = await this.#api.json(`${projectPath(repository)}/repository/commits/${commit}`, options);
    const { id } = understood(commitAnswer, answer);
    if (id !== commit) throw new OmniError('protocol', `the Git host answered commit ${id} for ${commit}`);
    return {
      commit,
      entries: await this.#entries(repository, commit, options),
      readFile: ({ oid }, more = {}) => this.#blobs.get(oid, () => this.#readBlob(repository, oid, more)),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  /** Pages by the token in the `Link` header; counting pages gets slower with each. */
  async #entries(repository: string, commit: string, options: CallOptions): Promise<TreeEntry[]> {
    const entries: TreeEntry[] = [];
    const first = `${projectPath(repository)}/repository/tree?ref=${commit}&recursive=true&per_page=100&pagination=keyset`;
    let token: string | undefined = '';
    for (let page = 0; page < MAX_PAGES && token !== undefined; page += 1) {
      const path: string = token === '' ? first : `${first}&page_token=${encodeURIComponent(token)}`;
      const { value, headers } = await this.#api.answer(path, options);
      for (const { path, mode, type, id } of understood(treeAnswer, value)) {
        if (type !== 'tree') entries.push({ path, kind: kindOfMode(mode), oid: id });
      }
      token = nextPageToken(headers.get('link'));
    }
    if (token !== undefined) throw tooManyFiles(repository, MAX_PAGES * 100);
    return entries;
  }

  async #readBlob(repository: string, oid: string, options: CallOptions): Promise<Uint8Array> {
    const content = await this.#api.call(`${projectPath(repository)}/repository/blobs/${oid}/raw`, options);
    return provenBlob(oid, content);
  }
}

/** Only the token is taken: the address in the header may name a host that is not reached from here. */
function nextPageToken(link: string | null): string | undefined {
  const next = link?.split(',').find((part) => /;\s*rel="next"/.test(part));
  const address = next?.match(/<([^>]*)>/)?.[1];
  if (address === undefined || !URL.canParse(address)) return undefined;
  return new URL(address).searchParams.get('page_token') ?? undefined;
}
