import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServiceAccountKey, type parseServiceAccountKey } from '@fleetwright/omni-core';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAMBDA_BUNDLE } from '../bundle-function.ts';

let directory: string;
let bundled: { readonly parseServiceAccountKey: typeof parseServiceAccountKey };

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'fleetwright-bundle-'));
  const outfile = path.join(directory, 'keys.mjs');
  const contents = `export { parseServiceAccountKey } from '@fleetwright/omni-core';`;
  await build({ ...LAMBDA_BUNDLE, stdin: { contents, resolveDir: LAMBDA_BUNDLE.absWorkingDir }, outfile });
  bundled = await import(/* @vite-ignore */ outfile);
});

afterAll(() => rm(directory, { recursive: true }));

describe('reading service account keys in a bundle', () => {
  it('signs with the kind of key that Omni and omnictl make', async () => {
    const { serviceAccountKey } = await createServiceAccountKey({ name: 'ci' });

    const { identity, key } = await bundled.parseServiceAccountKey(serviceAccountKey);

    expect(identity).toBe('ci');
    expect(key.sign(Buffer.from('data'))).toBeInstanceOf(Uint8Array);
  });

  it('refuses other kinds and says how to come by one', async () => {
    // The first bytes of a secret key packet: version 4, made in 1970, RSA.
    const armored = armor(Buffer.of(0xc5, 6, 4, 0, 0, 0, 0, 1));
    const value = Buffer.from(JSON.stringify({ name: 'ci', pgp_key: armored })).toString('base64');

    await expect(bundled.parseServiceAccountKey(value)).rejects.toMatchObject({
      code: 'credentials_invalid',
      message: 'The key of the service account is not an unprotected Ed25519 key',
      hint: expect.stringContaining('Renew the service account'),
    });
  });
});

function armor(packet: Uint8Array): string {
  const base64 = Buffer.from(packet).toString('base64');
  return `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${base64}\n-----END PGP PRIVATE KEY BLOCK-----\n`;
}
