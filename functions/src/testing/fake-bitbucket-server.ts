import type { IncomingMessage } from 'node:http';
import { type FakeAnswer, FakeGitHost, jsonAnswer } from './fake-git-host.ts';

/** The calls of Bitbucket Data Center's REST API that are used. Pages hold two files, so that every test pages. */
export class FakeBitbucketServer extends FakeGitHost {
  readonly statuses: unknown[] = [];

  protected authorized(headers: IncomingMessage['headers']): boolean {
    return headers.authorization === `Bearer ${this.options.token}`;
  }

  protected async route(call: string, url: URL, body: Buffer): Promise<FakeAnswer | undefined> {
    const [key, slug] = this.options.repository.split('/');
    const path = call.replace(`/rest/api/1.0/projects/${key}/repos/${slug}/`, '');
    if (path === 'GET commits') {
      const until = url.searchParams.get('until') ?? '';
      return jsonAnswer({ values: [{ id: await this.git('rev-parse', '--verify', until) }] });
    }
    const [, commit] = /^GET commits\/([0-9a-f]{40})$/.exec(path) ?? [];
    if (commit !== undefined) return jsonAnswer({ id: await this.git('rev-parse', '--verify', `${commit}^{commit}`) });
    if (path === 'GET files') return this.#files(url.searchParams);
    const [, file] = /^GET raw\/(.+)$/.exec(path) ?? [];
    if (file !== undefined) {
      const at = url.searchParams.get('at');
      return { status: 200, body: await this.gitBytes('cat-file', 'blob', `${at}:${decodeURIComponent(file)}`) };
    }
    return this.#takeStatus(call, body);
  }

  async #files(query: URLSearchParams): Promise<FakeAnswer> {
    const files = (await this.list(query.get('at') ?? '')).filter(({ type }) => type === 'blob');
    const start = Number(query.get('start'));
    const isLastPage = start + 2 >= files.length;
    return jsonAnswer({
      values: files.slice(start, start + 2).map(({ path }) => path),
      isLastPage,
      nextPageStart: isLastPage ? null : start + 2,
    });
  }

  async #takeStatus(call: string, body: Buffer): Promise<FakeAnswer | undefined> {
    const [, commit] = /^POST \/rest\/build-status\/1\.0\/commits\/([0-9a-f]{40})$/.exec(call) ?? [];
    if (commit === undefined) return undefined;
    const status = JSON.parse(body.toString('utf8'));
    const known = ['INPROGRESS', 'SUCCESSFUL', 'FAILED'].includes(status.state);
    if (!known || !status.key || !URL.canParse(status.url)) return { status: 400 };
    this.statuses.push({ commit, ...status });
    return { status: 204 };
  }
}
