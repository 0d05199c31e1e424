import type { IncomingMessage } from 'node:http';
import { type FakeAnswer, FakeGitHost, jsonAnswer } from './fake-git-host.ts';

/** The calls of GitLab's REST API that are used. Pages hold two entries, so that every test pages. */
export class FakeGitlab extends FakeGitHost {
  readonly statuses: unknown[] = [];

  protected authorized(headers: IncomingMessage['headers']): boolean {
    return headers['private-token'] === this.options.token;
  }

  protected async route(call: string, url: URL, body: Buffer): Promise<FakeAnswer | undefined> {
    const project = `/api/v4/projects/${encodeURIComponent(this.options.repository)}`;
    const path = call.replace(project, '');
    const [, branch] = /^GET \/repository\/branches\/([^/]+)$/.exec(path) ?? [];
    if (branch !== undefined) {
      return jsonAnswer({
        commit: { id: await this.git('rev-parse', '--verify', `refs/heads/${decodeURIComponent(branch)}`) },
      });
    }
    if (path === 'GET /repository/tree') return this.#tree(project, url);
    const [, commit] = /^GET \/repository\/commits\/([0-9a-f]{40})$/.exec(path) ?? [];
    if (commit !== undefined) return jsonAnswer({ id: await this.git('rev-parse', '--verify', `${commit}^{commit}`) });
    const [, blob] = /^GET \/repository\/blobs\/([0-9a-f]{40})\/raw$/.exec(path) ?? [];
    if (blob !== undefined) return { status: 200, body: await this.gitBytes('cat-file', 'blob', blob) };
    return this.#takeStatus(path, body);
  }

  async #tree(project: string, url: URL): Promise<FakeAnswer> {
    const { ref, recursive, pagination, page_token: token } = Object.fromEntries(url.searchParams);
    if (recursive !== 'true' || pagination !== 'keyset' || ref === undefined) return { status: 400 };
    const all = await this.list(ref);
    const from = token === undefined ? 0 : all.findIndex(({ id, path }) => `${id} ${path}` === token) + 1;
    const page = all.slice(from, from + 2);
    const last = page.at(-1);
    const link =
      last === undefined || from + 2 >= all.length
        ? '<http://unreachable.invalid/first>; rel="first"'
        : `<http://unreachable.invalid${project}/repository/tree?page_token=${encodeURIComponent(`${last.id} ${last.path}`)}>; rel="next"`;
    return jsonAnswer(page, { link });
  }

  async #takeStatus(path: string, body: Buffer): Promise<FakeAnswer | undefined> {
    const [, commit] = /^POST \/statuses\/([0-9a-f]{40})$/.exec(path) ?? [];
    if (commit === undefined) return undefined;
    await this.git('cat-file', '-e', `${commit}^{commit}`);
    const status = JSON.parse(body.toString('utf8'));
    if (!['pending', 'running', 'success', 'failed', 'canceled'].includes(status.state)) return { status: 400 };
    this.statuses.push({ commit, ...status });
    return { status: 201, body: '{}' };
  }
}
