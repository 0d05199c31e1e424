import { createHmac } from 'node:crypto';
import { equalSecrets } from './equal-secrets.ts';

const PREFIX = 'sha256=';

/** Value of `X-Hub-Signature-256` for a body. */
export function githubSignature(body: Uint8Array, secret: string): string {
  return `${PREFIX}${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Checks `X-Hub-Signature-256` over the raw bytes. An empty secret never fits. */
export function verifyGithubSignature(body: Uint8Array, header: string | undefined, secret: string): boolean {
  if (header === undefined || secret === '') return false;
  return equalSecrets(Buffer.from(header), Buffer.from(githubSignature(body, secret)));
}
