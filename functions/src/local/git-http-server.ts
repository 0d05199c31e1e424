import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GitHttpServerOptions {
  /** Directory whose bare repositories are served, each under its path below it. */
  readonly root: string;
  /** @default 0, a free port */
  readonly port?: number;
  /** `user:password` that requests must carry. @default anyone may read and push */
  readonly credentials?: string;
}

export interface GitHttpServer extends AsyncDisposable {
  /** Without a trailing slash; a repository `a/b.git` below the root is at `<url>/a/b.git`. */
  readonly url: string;
}

/**
 * Serves bare repositories over smart HTTP on 127.0.0.1 by git's own `http-backend`. Pushing needs
 * `http.receivepack=true` in the repository. For development and tests.
 */
export async function startGitHttpServer(options: GitHttpServerOptions): Promise<GitHttpServer> {
  const server = createServer((request, response) => serve(request, response, options));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function serve(request: IncomingMessage, response: ServerResponse, { root, credentials }: GitHttpServerOptions): void {
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  if (expected && request.headers.authorization !== expected) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      // The protocol version travels in a header of its own; version 2 serves any commit by its id.
      GIT_PROTOCOL: single(request.headers['git-protocol']),
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_ADDR: '127.0.0.1',
      CONTENT_TYPE: single(request.headers['content-type']),
      CONTENT_LENGTH: single(request.headers['content-length']),
      HTTP_CONTENT_ENCODING: single(request.headers['content-encoding']),
      // Anonymous pushes are refused by http-backend unless someone is named.
      REMOTE_USER: 'local',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  backend.on('error', () => response.destroy());
  backend.stdin.on('error', () => undefined);
  request.pipe(backend.stdin);
  response.on('close', () => backend.kill());
  relayCgi(backend.stdout, response);
}

/** Reads the CGI header lines, then streams the rest. */
function relayCgi(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    output.off('data', readHead);
    writeHead(head.subarray(0, end).toString('latin1'), response);
    response.write(head.subarray(end + 4));
    output.pipe(response);
  };
  output.on('data', readHead);
  output.on('end', () => {
    if (!response.headersSent) response.writeHead(502).end();
  });
}

function writeHead(lines: string, response: ServerResponse): void {
  let status = 200;
  for (const line of lines.split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

function single(header: string | string[] | undefined): string {
  return Array.isArray(header) ? header.join(', ') : (header ?? '');
}
