import type { Endpoint } from '../config/endpoint.ts';
import type { Compression } from './compression.ts';
import type { Connection } from './connection.ts';
import type { HeaderSource } from './header-source.ts';
import { LazyConnection } from './lazy-connection.ts';
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
  /** How often a gRPC connection is checked while calls are open, in milliseconds. @default 60_000 */
  readonly keepaliveMs?: number;
}

/**
 * A connection of the chosen kind. Its code is loaded, and the connection made, by the first call: grpc-js alone takes
 * longer to load than everything else a program needs of this library.
 * @throws {OmniError} `configuration_invalid` when the TLS certificates cannot be read
 */
export function openConnection(kind: TransportKind, options: ConnectionOptions): Connection {
  const { ca } = options.tls ?? {};
  if (ca !== undefined) trustedCertificates(ca);
  return new LazyConnection(async () => {
    if (kind === 'http') {
      const { HttpTransport } = await import('./http/http-transport.ts');
      return new HttpTransport(options);
    }
    const { GrpcTransport } = await import('./grpc-transport.ts');
    return new GrpcTransport(options);
  });
}
