import type { CommonConnectionOptions, SecureContextOptions } from 'node:tls';
import type { TlsOptions } from '../tls-options.ts';
import { trustedCertificates } from '../trusted-certificates.ts';

export type TlsConnectOptions = Pick<SecureContextOptions & CommonConnectionOptions, 'ca' | 'rejectUnauthorized'>;

/**
 * What Node wants to hear about the certificate of an endpoint.
 * @throws {OmniError} `configuration_invalid` when the given certificates cannot be read
 */
export function tlsConnectOptions({ ca, insecureSkipVerify = false }: TlsOptions): TlsConnectOptions {
  return { ...(ca !== undefined && { ca: trustedCertificates(ca) }), rejectUnauthorized: !insecureSkipVerify };
}
