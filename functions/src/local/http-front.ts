import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpHandler } from '../handlers/http-handler.ts';
import type { HttpApiEvent } from '../http/api-gateway.ts';

/** Requests above this many bytes are refused, as Lambda refuses them. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** `POST <prefix>{parameter}` and who answers it. */
export interface LocalRoute {
  /** With slashes on both ends, e.g. `/hooks/`. */
  readonly prefix: string;
  readonly parameter: string;
  readonly handler: HttpHandler;
}

export interface HttpFront extends AsyncDisposable {
  readonly url: string;
}

/** Stands in for the HTTP API on 127.0.0.1: turns requests into its events and answers into responses. */
export async function startHttpFront(routes: readonly LocalRoute[], port: number): Promise<HttpFront> {
  const server = createServer((request, response) => {
    answer(request, response, routes).catch(() => response.writeHead(500).end());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly LocalRoute[],
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const route = routes.find(({ prefix }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'));
  if (route === undefined || request.method !== 'POST') {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { 'content-type': 'application/json' }).end('{"message":"Request Entity Too Large"}');
    return;
  }
  const event: HttpApiEvent = {
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(',')]),
    ),
    pathParameters: { [route.parameter]: decodeURIComponent(path.slice(route.prefix.length)) },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
  const started = performance.now();
  const {
    statusCode,
    headers = {},
    body: text,
  } = await route.handler(event, {
    getRemainingTimeInMillis: () => 10_000 - (performance.now() - started),
  });
  response.writeHead(statusCode ?? 200, headers as Record<string, string>).end(text);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}
