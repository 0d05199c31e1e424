import { createHmac } from 'node:crypto';
import { equalSecrets } from './equal-secrets.ts';

/** HMAC-SHA256 of a body in hexadecimal, as most hosts write it. */
export function hexSignature(body: Uint8Array, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Checks a bare hexadecimal HMAC-SHA256 over the raw bytes. An empty secret never fits. */
export function verifyHexSignature(body: Uint8Array, header: string | undefined, secret: string): boolean {
  if (header === undefined || secret === '') return false;
  return equalSecrets(Buffer.from(header), Buffer.from(hexSignature(body, secret)));
}
