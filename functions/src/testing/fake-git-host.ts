import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What a fake host answers. */
export interface FakeAnswer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One entry of a commit as Git lists it. */
export interface ListedEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly id: string;
}

export interface FakeGitHostOptions {
  /** Bare repository that is served. */
  readonly repositoryPath: string;
  /** Name it is served as. */
  readonly repository: string;
  readonly token: string;
}

/**
 * A fake REST API of a Git host, because none of them runs here, answered from a real Git repository. Strict: what a
 * subclass does not know is 404, calls without the right token are 401.
 */
export abstract class FakeGitHost implements AsyncDisposable {
  /** Method and path of every call, in order. */
  readonly calls: string[] = [];
  /** Statuses to answer the next calls with instead. */
  readonly failures: number[] = [];
  protected readonly options: FakeGitHostOptions;
  readonly #server = createServer((request, response) => {
    this.#answer(request).then(
      ({ status, body, headers = {} }) => response.writeHead(status, headers).end(body),
      () => response.writeHead(500).end(),
    );
  });

  constructor(options: FakeGitHostOptions) {
    this.options = options;
  }

  /** Listens on a free loopback port and answers the server's root. */
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

  /** Whether the call carries the token the way this host wants it. */
  protected abstract authorized(headers: IncomingMessage['headers']): boolean;
  /** Answers one call; what is not known answers `undefined`. */
  protected abstract route(call: string, url: URL, body: Buffer): Promise<FakeAnswer | undefined>;

  protected async git(...args: string[]): Promise<string> {
    return (await this.gitBytes(...args)).toString('utf8').trim();
  }

  protected async gitBytes(...args: string[]): Promise<Buffer> {
    const { stdout } = await execute('git', ['-C', this.options.repositoryPath, ...args], { encoding: 'buffer' });
    return stdout;
  }

  /** Everything in a commit or tree, folders too. */
  protected async list(object: string): Promise<ListedEntry[]> {
    const listing = (await this.gitBytes('ls-tree', '-r', '-t', '-z', object)).toString('utf8');
    return listing
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [mode = '', type = '', id = ''] = line.slice(0, line.indexOf('\t')).split(' ');
        return { path: line.slice(line.indexOf('\t') + 1), mode, type, id };
      });
  }

  async #answer(request: IncomingMessage): Promise<FakeAnswer> {
    const url = new URL(request.url ?? '/', 'http://host');
    const call = `${request.method} ${url.pathname}`;
    this.calls.push(call);
    const failure = this.failures.shift();
    if (failure !== undefined) return { status: failure };
    if (!this.authorized(request.headers)) return { status: 401 };
    // Git fails for what it does not have.
    const answer = await this.route(call, url, await buffer(request)).catch(() => undefined);
    return answer ?? { status: 404 };
  }
}

/** An answer in JSON. */
export function jsonAnswer(value: unknown, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return { status: 200, body: JSON.stringify(value), headers };
}
