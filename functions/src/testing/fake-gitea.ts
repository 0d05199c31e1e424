import type { IncomingMessage } from 'node:http';
import { type FakeAnswer, FakeGitHost, jsonAnswer } from './fake-git-host.ts';

/** The calls of Gitea's REST API that are used. Pages hold two entries, so that every test pages. */
export class FakeGitea extends FakeGitHost {
  readonly statuses: unknown[] = [];

  protected authorized(headers: IncomingMessage['headers']): boolean {
    return headers.authorization === `token ${this.options.token}`;
  }

  protected async route(call: string, url: URL, body: Buffer): Promise<FakeAnswer | undefined> {
    const prefix = `/api/v1/repos/${this.options.repository}/`;
    const path = call.replace(prefix, '');
    const [, branch] = /^GET branches\/(.+)$/.exec(path) ?? [];
    if (branch !== undefined) {
      return jsonAnswer({
        commit: { id: await this.git('rev-parse', '--verify', `refs/heads/${decodeURIComponent(branch)}`) },
      });
    }
    const [, kind, id = ''] = /^GET git\/(commits|trees|blobs)\/([0-9a-f]{40})$/.exec(path) ?? [];
    switch (kind) {
      case 'commits':
        return jsonAnswer({
          sha: id,
          commit: { tree: { sha: await this.git('rev-parse', '--verify', `${id}^{tree}`) } },
        });
      case 'trees':
        return this.#tree(id, url.searchParams);
      case 'blobs':
        return jsonAnswer({
          encoding: 'base64',
          content: (await this.gitBytes('cat-file', 'blob', id)).toString('base64'),
        });
      default:
        return this.#takeStatus(path, body);
    }
  }

  async #tree(id: string, query: URLSearchParams): Promise<FakeAnswer> {
    if (query.get('recursive') !== 'true') return { status: 422 };
    const all = await this.list(id);
    const page = Number(query.get('page'));
    const tree = all.slice((page - 1) * 2, page * 2).map(({ id: sha, ...entry }) => ({ ...entry, sha }));
    return jsonAnswer({ tree, page, total_count: all.length, truncated: page * 2 < all.length });
  }

  async #takeStatus(path: string, body: Buffer): Promise<FakeAnswer | undefined> {
    const [, commit] = /^POST statuses\/([0-9a-f]{40})$/.exec(path) ?? [];
    if (commit === undefined) return undefined;
    await this.git('cat-file', '-e', `${commit}^{commit}`);
    const status = JSON.parse(body.toString('utf8'));
    if (!['pending', 'success', 'failure', 'error', 'warning'].includes(status.state)) return { status: 422 };
    this.statuses.push({ commit, ...status });
    return { status: 201, body: '{}' };
  }
}
