import { type Endpoint, parseEndpoint } from '../config/endpoint.ts';
import type { Connection } from '../transport/connection.ts';
import type { HeaderSource } from '../transport/header-source.ts';
import { openConnection } from '../transport/open-connection.ts';
import { RetryingTransport } from '../transport/retrying-transport.ts';
import type { OmniClientOptions } from './client-options.ts';

/** The part of the options that says how calls travel. */
export type ReachOptions = Pick<
  OmniClientOptions,
  'endpoint' | 'tls' | 'transport' | 'timeoutMs' | 'retry' | 'keepaliveMs' | 'compression'
>;

/** The way to one Omni. */
export interface OmniPath {
  readonly endpoint: Endpoint;
  readonly connection: Connection;
  /** Over the connection; repeats what failed because the server was away or too busy. */
  readonly transport: RetryingTransport;
}

/**
 * One connection, made by the first call, whose calls are repeated within their deadline.
 * @throws {OmniError} `configuration_invalid` for an unusable endpoint or certificate
 */
export function reachOmni(options: ReachOptions, signer: HeaderSource): OmniPath {
  const { tls, timeoutMs, retry, keepaliveMs, compression = 'none', transport: kind = 'grpc' } = options;
  const endpoint = parseEndpoint(options.endpoint);
  const timeout = timeoutMs === undefined ? {} : { timeoutMs };
  const connection = openConnection(kind, {
    endpoint,
    signer,
    compression,
    ...(tls === undefined ? {} : { tls }),
    ...(keepaliveMs === undefined ? {} : { keepaliveMs }),
    ...timeout,
  });
  return { endpoint, connection, transport: new RetryingTransport(connection, { ...retry, ...timeout }) };
}
