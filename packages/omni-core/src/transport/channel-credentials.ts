import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import type { TlsOptions } from './tls-options.ts';
import { trustedCertificates } from './trusted-certificates.ts';

/**
 * How the channel protects itself: plain text, or TLS with the system's or the given roots.
 * @throws {OmniError} `configuration_invalid` when the given certificates cannot be read
 */
export function channelCredentials(secure: boolean, tls: TlsOptions = {}): ChannelCredentials {
  if (!secure) return credentials.createInsecure();
  const { ca, insecureSkipVerify = false } = tls;
  return credentials.createSsl(
    ca === undefined ? null : trustedCertificates(ca),
    null,
    null,
    insecureSkipVerify ? { rejectUnauthorized: false } : {},
  );
}
