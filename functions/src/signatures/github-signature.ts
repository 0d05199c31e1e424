import { hexSignature, verifyHexSignature } from './hex-signature.ts';

const PREFIX = 'sha256=';

/** Value of GitHub's `X-Hub-Signature-256`, and of Bitbucket's `X-Hub-Signature`, for a body. */
export function githubSignature(body: Uint8Array, secret: string): string {
  return `${PREFIX}${hexSignature(body, secret)}`;
}

/** Checks such a header over the raw bytes. An empty secret never fits, nor does another algorithm. */
export function verifyGithubSignature(body: Uint8Array, header: string | undefined, secret: string): boolean {
  return header?.startsWith(PREFIX) === true && verifyHexSignature(body, header.slice(PREFIX.length), secret);
}
