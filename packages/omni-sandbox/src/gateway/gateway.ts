import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isOmniError } from '@fleetwright/omni-core';
import {
  anyMessageCodec,
  findRpcMethod,
  type JsonObject,
  printProtoJson,
  type RpcMethod,
  readProtoJson,
} from '@fleetwright/omni-core/wire';
import type { Route } from '../server/call.ts';
import type { Dispatcher } from '../server/dispatcher.ts';
import type { IncomingCall } from '../server/incoming-call.ts';
import { StatusError } from '../status/status-error.ts';
import { statusOf } from '../status/status-of.ts';
import { GatewayAnswer } from './gateway-answer.ts';
import { callMetadata, callTimeoutMs } from './gateway-headers.ts';
import { readBody } from './read-body.ts';

/** Under this path Omni has its gateway. */
const PREFIX = '/api';

/**
 * The same calls as JSON over HTTP/1.1: `POST /api/<package>.<Service>/<Method>`. Metadata comes in headers that begin
 * with `Grpc-Metadata-`; a stream is answered line by line.
 */
export function gateway(routes: readonly Route[], dispatcher: Dispatcher): RequestListener {
  const byPath = new Map(routes.map((route) => [PREFIX + route.path, route]));
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
    if (!pathname.startsWith(`${PREFIX}/`)) return answerNobody(response);
    const answer = new GatewayAnswer(request, response);
    const route = byPath.get(pathname);
    const method = route && findRpcMethod(route.path);
    if (route === undefined || method === undefined) {
      return answer.fail(statusOf(new StatusError('NOT_FOUND', 'Not Found')), 'unary');
    }
    if (request.method !== 'POST') {
      return answer.fail(statusOf(new StatusError('UNIMPLEMENTED', 'Method Not Allowed')), 'unary');
    }
    void serve(route, method, dispatcher, { request, response, answer });
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly answer: GatewayAnswer;
}

async function serve(
  route: Route,
  method: RpcMethod,
  dispatcher: Dispatcher,
  { request, response, answer }: Exchange,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  try {
    const timeoutMs = callTimeoutMs(request);
    const expire = (): void => {
      isLate = true;
      gone.abort();
    };
    if (timeoutMs !== undefined && timeoutMs < 2 ** 31) timer = setTimeout(expire, timeoutMs);
    const bytes = readMessage(method, await readBody(request));
    const incoming: IncomingCall = {
      metadata: callMetadata(request),
      request: bytes,
      gone,
      repeatedHeaders: 'kept',
    };
    if (route.kind === 'unary') return answer.message(printMessage(method, await dispatcher.unary(route, incoming)));
    const { signal } = gone;
    await dispatcher.stream(route, incoming, {
      send: (message) => answer.line({ result: printMessage(method, message) }, signal),
    });
    // Handlers end quietly when nobody waits for them any more.
    if (isLate) throw new StatusError('DEADLINE_EXCEEDED', 'context deadline exceeded');
    answer.end();
  } catch (error) {
    const failure = isLate ? new StatusError('DEADLINE_EXCEEDED', 'context deadline exceeded') : error;
    answer.fail(statusOf(failure), route.kind);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws {StatusError} INVALID_ARGUMENT, also for fields the contract does not have */
function readMessage({ request }: RpcMethod, json: unknown): Uint8Array {
  try {
    return anyMessageCodec(request).encode(readProtoJson(request, json));
  } catch (error) {
    if (isOmniError(error, 'invalid_argument')) throw new StatusError('INVALID_ARGUMENT', error.message);
    throw error;
  }
}

function printMessage({ response }: RpcMethod, bytes: Uint8Array): JsonObject {
  return printProtoJson(response, anyMessageCodec(response).decode(bytes) as object);
}

/** Elsewhere the real server has its web interface. */
function answerNobody(response: ServerResponse): void {
  response.statusCode = 404;
  response.end('The sandbox has no web interface.\n');
}
