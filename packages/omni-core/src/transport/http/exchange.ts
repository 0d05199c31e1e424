import { type Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Endpoint } from '../../config/endpoint.ts';
import type { Compression } from '../compression.ts';
import type { GatewayHeaders } from './gateway-headers.ts';
import type { TlsConnectOptions } from './tls-connect-options.ts';

/** Under this path Omni has its gateway. */
const PREFIX = '/api';

const USER_AGENT = 'fleetwright-omni-core';

export interface ExchangeOptions {
  readonly endpoint: Endpoint;
  readonly agent: Agent;
  readonly tls: TlsConnectOptions;
  /** Full gRPC path. */
  readonly method: string;
  readonly headers: GatewayHeaders;
  readonly body: string;
  readonly compression: Compression;
  /** Ends the exchange, also while its answer is read. */
  readonly signal: AbortSignal;
}

/** The connection failed, or never came about. The cause says how. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  override readonly cause: Error;

  constructor(cause: Error) {
    super(cause.message);
    this.cause = cause;
  }
}

/**
 * Sends one request and waits for the head of its answer.
 * @throws {ConnectionError}
 */
export function exchange(options: ExchangeOptions): Promise<IncomingMessage> {
  const { endpoint, agent, tls, method, headers, body, compression, signal } = options;
  const { host, port, secure } = endpoint;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (secure ? requestHttps : requestHttp)({
    host,
    port,
    agent,
    // Of the endpoint, not of a proxy on the way, and so no matter of the agent.
    ...(secure && tls),
    signal,
    method: 'POST',
    path: PREFIX + method,
    headers: {
      ...headers,
      Accept: 'application/json',
      'Accept-Encoding': compression === 'gzip' ? 'gzip' : 'identity',
      'Content-Type': 'application/json',
      'User-Agent': USER_AGENT,
    },
  });
  request.once('response', resolve);
  // Stays: what fails later is told to the reader of the answer as well, and by then nobody waits here any more.
  request.on('error', (error) => reject(new ConnectionError(error)));
  request.end(body);
  return promise;
}
