import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { CommitStatus } from '../ports/commit-statuses.ts';

const execute = promisify(execFile);

export interface FakeGithubOptions {
  /** Bare repository that is served. */
  readonly repositoryPath: string;
  /** `owner/name` it is served as. */
  readonly repository: string;
  readonly token: string;
}

/**
 * The five calls of GitHub's REST API that are used, answered from a real Git repository. A fake, because GitHub runs
 * nowhere else; strict, so that what it accepts GitHub accepts: unknown paths, tokens, states and lengths are refused.
 */
export class FakeGithub implements AsyncDisposable {
  readonly statuses: Omit<CommitStatus, 'repository'>[] = [];
  /** Paths asked for, in order. */
  readonly calls: string[] = [];
  /** Statuses to answer the next calls with instead. */
  readonly failures: number[] = [];
  /** Changes blobs on their way, as a broken proxy would. */
  corrupt = false;
  readonly #options: FakeGithubOptions;
  readonly #server = createServer((request, response) => {
    this.#answer(request).then(
      ({ status, body }) => response.writeHead(status).end(body),
      () => response.writeHead(500).end(),
    );
  });

  constructor(options: FakeGithubOptions) {
    this.#options = options;
  }

  /** Listens on a free loopback port and answers the API's root. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body?: string | Buffer }> {
    const [path = '', query] = (request.url ?? '').split('?');
    this.calls.push(`${request.method} ${path}`);
    const failure = this.failures.shift();
    if (failure !== undefined) return { status: failure };
    if (request.headers.authorization !== `Bearer ${this.#options.token}`) return { status: 401 };
    if (!request.headers['user-agent']) return { status: 403 };
    const prefix = `/repos/${this.#options.repository}/`;
    if (!path.startsWith(prefix)) return { status: 404 };
    const [, kind, name = ''] = /^(?:git\/)?(\w+)\/(.+)$/.exec(path.slice(prefix.length)) ?? [];
    const route = `${request.method} ${kind}`;
    if (route === 'POST statuses') return this.#takeStatus(name, await buffer(request));
    return this.#read(route, name, query).catch(() => ({ status: 404 }));
  }

  async #read(
    route: string,
    name: string,
    query: string | undefined,
  ): Promise<{ status: number; body?: string | Buffer }> {
    switch (route) {
      case 'GET ref':
        return json({ object: { type: 'commit', sha: await this.#git('rev-parse', '--verify', `refs/${name}`) } });
      case 'GET commits':
        return json({ sha: name, tree: { sha: await this.#git('rev-parse', '--verify', `${name}^{tree}`) } });
      case 'GET trees':
        return query === 'recursive=1' ? json({ truncated: false, tree: await this.#tree(name) }) : { status: 422 };
      case 'GET blobs': {
        const { stdout } = await execute('git', ['-C', this.#options.repositoryPath, 'cat-file', 'blob', name], {
          encoding: 'buffer',
        });
        return { status: 200, body: this.corrupt ? Buffer.concat([stdout, Buffer.from('x')]) : stdout };
      }
      default:
        return { status: 404 };
    }
  }

  async #tree(name: string): Promise<unknown[]> {
    const listing = await this.#git('ls-tree', '-r', '-t', name);
    return listing.split('\n').map((line) => {
      const [head = '', path] = line.split('\t');
      const [mode, type, sha] = head.split(' ');
      return { path, mode, type, sha };
    });
  }

  async #takeStatus(commit: string, body: Buffer): Promise<{ status: number }> {
    const { state, context, description, ...rest } = JSON.parse(body.toString('utf8'));
    const known = ['pending', 'success', 'failure', 'error'].includes(state);
    if (!known || Object.keys(rest).length > 0 || description.length > 140) return { status: 422 };
    const exists = await this.#git('cat-file', '-e', `${commit}^{commit}`).then(
      () => true,
      () => false,
    );
    if (!exists) return { status: 422 };
    this.statuses.push({ commit, state, context, description });
    return { status: 201 };
  }

  async #git(...args: string[]): Promise<string> {
    const { stdout } = await execute('git', ['-C', this.#options.repositoryPath, ...args]);
    return stdout.trim();
  }
}

function json(value: unknown): { status: number; body: string } {
  return { status: 200, body: JSON.stringify(value) };
}
