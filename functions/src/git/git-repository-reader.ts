import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallOptions, OmniError } from '@fleetwright/omni-core';
import type { RepositoryReader, RepositorySnapshot, TreeEntry } from '../ports/repository-reader.ts';
import { provenBlob } from '../repository/object-id.ts';
import { kindOfMode } from '../repository/tree-kind.ts';
import { type GitCommandOptions, runGit } from './git-command.ts';

export interface GitRepositoryReaderOptions {
  /** Smart-HTTP URL with `{repository}` where the name goes. */
  readonly cloneUrl: string;
  /** `user:password`. @default none is sent */
  readonly credentials?: string;
}

/** Reads repositories of any Git host over smart HTTP, by the `git` program. Lambda has none: there, use a host's REST. */
export class GitRepositoryReader implements RepositoryReader {
  readonly #cloneUrl: string;
  readonly #settings: Readonly<Record<string, string>>;

  constructor({ cloneUrl, credentials }: GitRepositoryReaderOptions) {
    this.#cloneUrl = cloneUrl;
    this.#settings =
      credentials === undefined
        ? {}
        : { 'http.extraHeader': `Authorization: Basic ${Buffer.from(credentials).toString('base64')}` };
  }

  async resolveRef(repository: string, ref: string, options: CallOptions = {}): Promise<string> {
    await using workplace = await temporaryDirectory();
    const out = await this.#git(
      workplace.path,
      ['ls-remote', '--exit-code', '--', this.#url(repository), ref],
      options,
    );
    const line = out
      .toString('utf8')
      .split('\n')
      .find((candidate) => candidate.endsWith(`\t${ref}`));
    if (line === undefined) throw new OmniError('not_found', `${repository} has no ${ref}`);
    return line.slice(0, line.indexOf('\t'));
  }

  /**
   * One shallow fetch brings the commit with all its files: a single round trip, where a filtered fetch would need
   * another for every file read.
   */
  async open(repository: string, commit: string, options: CallOptions = {}): Promise<RepositorySnapshot> {
    const workplace = await temporaryDirectory();
    const git = (args: readonly string[], more: CallOptions = options, input?: string) =>
      this.#git(workplace.path, args, { ...more, ...(input !== undefined && { input }) });
    try {
      await git(['init', '--quiet', '--bare', `--object-format=${commit.length === 64 ? 'sha256' : 'sha1'}`]);
      await git(['fetch', '--quiet', '--depth=1', '--no-tags', '--', this.#url(repository), commit]);
      const entries = parseTree(await git(['ls-tree', '-r', '-z', '--full-tree', commit]));
      return {
        commit,
        entries,
        readFile: async ({ oid }, more = {}) => provenBlob(oid, await git(['cat-file', 'blob', oid], more)),
        [Symbol.asyncDispose]: () => workplace[Symbol.asyncDispose](),
      };
    } catch (error) {
      await workplace[Symbol.asyncDispose]();
      throw error;
    }
  }

  #git(directory: string, args: readonly string[], options: Omit<GitCommandOptions, 'directory'>): Promise<Buffer> {
    return runGit(args, { ...options, directory, settings: this.#settings });
  }

  #url(repository: string): string {
    return this.#cloneUrl.replace('{repository}', repository.split('/').map(encodeURIComponent).join('/'));
  }
}

/** Reads `ls-tree -z`: `<mode> <type> <oid>\t<path>\0`. */
function parseTree(listing: Buffer): TreeEntry[] {
  return listing
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [mode = '', , oid = ''] = line.slice(0, line.indexOf('\t')).split(' ');
      return { path: line.slice(line.indexOf('\t') + 1), kind: kindOfMode(mode), oid };
    });
}

async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'fleetwright-git-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
