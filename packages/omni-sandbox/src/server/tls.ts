import { readFile } from 'node:fs/promises';
import { OmniError } from '@fleetwright/omni-core';

/** What the server proves itself with. */
export interface TlsIdentity {
  /** PEM certificate chain. */
  readonly certificate: string;
  /** PEM private key. */
  readonly key: string;
  /** PEM certificate clients must trust; `undefined` when they are expected to know it already. */
  readonly ca: string | undefined;
}

/** Files to take the identity from. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

const LIFETIME_MS = 365 * 24 * 3_600_000;

/**
 * A fresh self-signed certificate for a host, or one from files.
 * @throws {OmniError} `configuration_invalid` when a file cannot be read
 */
export async function tlsIdentity(files: TlsFiles | true, host: string, now: Date): Promise<TlsIdentity> {
  return files === true ? selfSigned(host, now) : fromFiles(files);
}

async function selfSigned(host: string, now: Date): Promise<TlsIdentity> {
  const { generate } = await import('selfsigned');
  const hosts = [...new Set([host, 'localhost', '127.0.0.1', '::1'])];
  const made = await generate([{ name: 'commonName', value: 'omni-sandbox' }], {
    keyType: 'ec',
    notBeforeDate: new Date(now.getTime() - 3_600_000),
    notAfterDate: new Date(now.getTime() + LIFETIME_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((name) => (/^[\d.]+$|:/.test(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { certificate: made.cert, key: made.private, ca: made.cert };
}

async function fromFiles({ certFile, keyFile }: TlsFiles): Promise<TlsIdentity> {
  try {
    const [certificate, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
    return { certificate, key, ca: undefined };
  } catch (cause) {
    throw new OmniError('configuration_invalid', 'cannot read the TLS certificate or key', {
      cause,
      hint: 'Check the paths given with --tls-cert and --tls-key.',
    });
  }
}
