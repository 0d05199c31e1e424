import { X509Certificate } from 'node:crypto';
import { OmniError } from '../errors/omni-error.ts';

/**
 * The certificates in a PEM text. Read here because Node ignores text without certificates and then trusts nobody.
 * @throws {OmniError} `configuration_invalid` when there are none, or one cannot be read
 */
export function trustedCertificates(pem: string): Buffer {
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
