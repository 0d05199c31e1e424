import type { IncomingMessage } from 'node:http';
import type { CommitStatus } from '../ports/commit-statuses.ts';
import { type FakeAnswer, FakeGitHost, jsonAnswer } from './fake-git-host.ts';

/** The five calls of GitHub's REST API that are used; refuses states and lengths that GitHub refuses. */
export class FakeGithub extends FakeGitHost {
  readonly statuses: Omit<CommitStatus, 'repository'>[] = [];
  /** Changes blobs on their way, as a broken proxy would. */
  corrupt = false;

  protected authorized(headers: IncomingMessage['headers']): boolean {
    return headers.authorization === `Bearer ${this.options.token}` && Boolean(headers['user-agent']);
  }

  protected async route(call: string, url: URL, body: Buffer): Promise<FakeAnswer | undefined> {
    const path = call.replace(`/repos/${this.options.repository}/`, '');
    const [, route, name = ''] = /^(GET git\/\w+|POST statuses)\/(.+)$/.exec(path) ?? [];
    switch (route) {
      case 'GET git/ref':
        return jsonAnswer({ object: { type: 'commit', sha: await this.git('rev-parse', '--verify', `refs/${name}`) } });
      case 'GET git/commits':
        return jsonAnswer({ sha: name, tree: { sha: await this.git('rev-parse', '--verify', `${name}^{tree}`) } });
      case 'GET git/trees':
        return this.#tree(name, url.searchParams);
      case 'GET git/blobs':
        return { status: 200, body: await this.#blob(name) };
      case 'POST statuses':
        return this.#takeStatus(name, body);
      default:
        return undefined;
    }
  }

  async #tree(id: string, query: URLSearchParams): Promise<FakeAnswer> {
    if (query.get('recursive') !== '1') return { status: 422 };
    const tree = (await this.list(id)).map(({ id: sha, ...entry }) => ({ ...entry, sha }));
    return jsonAnswer({ truncated: false, tree });
  }

  async #blob(id: string): Promise<Buffer> {
    const content = await this.gitBytes('cat-file', 'blob', id);
    return this.corrupt ? Buffer.concat([content, Buffer.from('x')]) : content;
  }

  async #takeStatus(commit: string, body: Buffer): Promise<FakeAnswer> {
    const { state, context, description, ...rest } = JSON.parse(body.toString('utf8'));
    const known = ['pending', 'success', 'failure', 'error'].includes(state);
    if (!known || Object.keys(rest).length > 0 || description.length > 140) return { status: 422 };
    const exists = await this.git('cat-file', '-e', `${commit}^{commit}`).then(
      () => true,
      () => false,
    );
    if (!exists) return { status: 422 };
    this.statuses.push({ commit, state, context, description });
    return { status: 201 };
  }
}
