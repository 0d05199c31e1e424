import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { OmniError } from '../errors/omni-error.ts';
import type { TlsOptions } from './tls-options.ts';

/**
 * How the channel protects itself: plain text, or TLS with the system's or the given roots.
 * @throws {OmniError} `configuration_invalid` when the given certificates cannot be read
 */
export function channelCredentials(secure: boolean, tls: TlsOptions = {}): ChannelCredentials {
  if (!secure) return credentials.createInsecure();
  const { ca, insecureSkipVerify = false } = tls;
  try {
    return credentials.createSsl(
      ca === undefined ? null : Buffer.from(ca),
      null,
      null,
      insecureSkipVerify ? { rejectUnauthorized: false } : {},
    );
  } catch (cause) {
    throw new OmniError('configuration_invalid', 'tls.ca does not contain readable PEM certificates', {
      cause,
      hint: 'Pass the text of the file, beginning with -----BEGIN CERTIFICATE-----.',
    });
  }
}
