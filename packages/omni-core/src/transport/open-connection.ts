import type { Endpoint } from '../config/endpoint.ts';
import type { Compression } from './compression.ts';
import type { Connection } from './connection.ts';
import { GrpcTransport } from './grpc-transport.ts';
import { LazyConnection } from './lazy-connection.ts';
import type { HeaderSource } from './request-headers.ts';
import type { TlsOptions } from './tls-options.ts';
import type { TransportKind } from './transport-kind.ts';
import { trustedCertificates } from './trusted-certificates.ts';

export interface ConnectionOptions {
  readonly endpoint: Endpoint;
  readonly signer: HeaderSource;
  readonly tls?: TlsOptions;
  /** Deadline of unary calls that name none, in milliseconds. @default 30_000 */
  readonly timeoutMs?: number;
  /** @default 'none' */
  readonly compression?: Compression;
}

/**
 * A connection of the chosen kind. Connects at the first call.
 * @throws {OmniError} `configuration_invalid` when the TLS certificates cannot be read
 */
export function openConnection(kind: TransportKind, options: ConnectionOptions): Connection {
  if (kind === 'grpc') return new GrpcTransport(options);
  const { ca } = options.tls ?? {};
  if (ca !== undefined) trustedCertificates(ca);
  return new LazyConnection(async () => {
    const { HttpTransport } = await import('./http/http-transport.ts');
    return new HttpTransport(options);
  });
}
