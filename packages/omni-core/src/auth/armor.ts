const BLOCK = /-----BEGIN PGP PRIVATE KEY BLOCK-----\r?\n([\s\S]*?)-----END PGP PRIVATE KEY BLOCK-----/;

/**
 * Bytes inside an armored private key, or `undefined` when the text is not one.
 * The checksum line is ignored, as RFC 9580 asks: damage is found by the key's own checksum.
 */
export function dearmorPrivateKey(text: string): Uint8Array | undefined {
  const block = BLOCK.exec(text)?.[1];
  if (block === undefined) return undefined;
  const lines = block.split('\n').map((line) => line.trim());
  const blank = lines.indexOf('');
  const data = lines.slice(blank + 1).filter((line) => line !== '' && !line.startsWith('='));
  const base64 = data.join('');
  return /^[A-Za-z0-9+/]+=*$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
