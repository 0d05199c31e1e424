import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: NodeJS.Dict<string[]>;
  readonly body: unknown;
  /** Resolves when the client has gone, or has everything. */
  readonly closed: Promise<void>;
}

/** Answers one request. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>;

export interface HttpServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly received: readonly ReceivedRequest[];
}

/** A real HTTP/1.1 server on a loopback port that answers every request the same way. For tests. */
export async function startHttpServer(
  answer: Answer,
  tls?: { readonly key: string; readonly certificate: string },
): Promise<HttpServer> {
  const received: ReceivedRequest[] = [];
  const listener: RequestListener = async (request, response) => {
    const closed = once(response, 'close').then(() => undefined);
    const { pathname } = new URL(request.url ?? '/', 'http://test');
    const { headersDistinct: headers } = request;
    const arrived = { path: pathname, headers, closed, body: JSON.parse(await bodyOf(request)) };
    received.push(arrived);
    await answer(response, arrived);
  };
  const server =
    tls === undefined ? createServer(listener) : createTlsServer({ key: tls.key, cert: tls.certificate }, listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with JSON. */
export function json(value: unknown, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  return (await text(request)) || '{}';
}
