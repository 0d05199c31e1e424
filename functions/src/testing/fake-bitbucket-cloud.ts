import type { IncomingMessage } from 'node:http';
import { type FakeAnswer, FakeGitHost, jsonAnswer } from './fake-git-host.ts';

/** The calls of Bitbucket Cloud's REST API that are used. Pages hold two entries, so that every test pages. */
export class FakeBitbucketCloud extends FakeGitHost {
  readonly statuses: unknown[] = [];

  protected authorized(headers: IncomingMessage['headers']): boolean {
    return headers.authorization === `Bearer ${this.options.token}`;
  }

  protected async route(call: string, url: URL, body: Buffer): Promise<FakeAnswer | undefined> {
    const path = call.replace(`/2.0/repositories/${this.options.repository}/`, '');
    const [, branch] = /^GET refs\/branches\/(.+)$/.exec(path) ?? [];
    if (branch !== undefined) {
      return jsonAnswer({
        target: { hash: await this.git('rev-parse', '--verify', `refs/heads/${decodeURIComponent(branch)}`) },
      });
    }
    const [, commit] = /^GET commit\/([0-9a-f]{40})$/.exec(path) ?? [];
    if (commit !== undefined)
      return jsonAnswer({ hash: await this.git('rev-parse', '--verify', `${commit}^{commit}`) });
    const [, at, file] = /^GET src\/([0-9a-f]{40})\/(.*)$/.exec(path) ?? [];
    if (at !== undefined && file === '') return this.#source(at, url.searchParams);
    if (at !== undefined && file) {
      return { status: 200, body: await this.gitBytes('cat-file', 'blob', `${at}:${decodeURIComponent(file)}`) };
    }
    return this.#takeStatus(path, body);
  }

  async #source(commit: string, query: URLSearchParams): Promise<FakeAnswer> {
    if (Number(query.get('max_depth')) < 1) return { status: 400 };
    const all = await this.list(commit);
    const page = Number(query.get('page') ?? 1);
    const values = all.slice((page - 1) * 2, page * 2).map(({ path, mode, type }) => ({
      path,
      type: type === 'tree' ? 'commit_directory' : 'commit_file',
      ...(type !== 'tree' && { attributes: mode === '120000' ? ['link'] : type === 'commit' ? ['subrepository'] : [] }),
    }));
    const more = page * 2 < all.length;
    return jsonAnswer({ values, ...(more && { next: `http://unreachable.invalid/2.0/src?page=${page + 1}` }) });
  }

  async #takeStatus(path: string, body: Buffer): Promise<FakeAnswer | undefined> {
    const [, commit] = /^POST commit\/([0-9a-f]{40})\/statuses\/build$/.exec(path) ?? [];
    if (commit === undefined) return undefined;
    await this.git('cat-file', '-e', `${commit}^{commit}`);
    const status = JSON.parse(body.toString('utf8'));
    const known = ['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED'].includes(status.state);
    if (!known || status.key.length > 40 || !URL.canParse(status.url)) return { status: 400 };
    this.statuses.push({ commit, ...status });
    return { status: 201, body: '{}' };
  }
}
