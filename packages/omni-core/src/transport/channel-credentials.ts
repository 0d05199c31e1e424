import { X509Certificate } from 'node:crypto';
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
  return credentials.createSsl(
    ca === undefined ? null : certificates(ca),
    null,
    null,
    insecureSkipVerify ? { rejectUnauthorized: false } : {},
  );
}

/** Read here because Node ignores text without certificates and then trusts nobody. */
function certificates(pem: string): Buffer {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch (cause) {
    throw unreadable({ cause });
  }
  if (blocks.length === 0) throw unreadable();
  return Buffer.from(pem);
}

function unreadable(options: ErrorOptions = {}): OmniError {
  return new OmniError('configuration_invalid', 'tls.ca does not contain readable PEM certificates', {
    ...options,
    hint: 'Pass the text of the file, beginning with -----BEGIN CERTIFICATE-----.',
  });
}
