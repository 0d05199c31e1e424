import { dearmorPrivateKey } from '../auth/armor.ts';
import { createServiceAccountKey } from '../auth/create-service-account-key.ts';
import { readEd25519Key } from '../auth/ed25519-key.ts';
import { readSigningKey } from '../auth/read-signing-key.ts';
import { parseServiceAccountKey } from '../auth/service-account-key.ts';
import type { ByteTarget, TextTarget } from './target.ts';

/** Made for this run and registered nowhere. */
const { serviceAccountKey } = await createServiceAccountKey({ name: 'fuzz' });
const { pgp_key: armored }: { pgp_key: string } = JSON.parse(Buffer.from(serviceAccountKey, 'base64').toString());
const packets = dearmorPrivateKey(armored) ?? new Uint8Array();

function armor(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PGP PRIVATE KEY BLOCK-----', '', ...lines, '-----END PGP PRIVATE KEY BLOCK-----', ''].join('\n');
}

const TOKENS = [
  '-----BEGIN PGP PRIVATE KEY BLOCK-----',
  '-----END',
  '\n',
  '\r\n',
  '=',
  'AAAA',
  ': ',
  '"',
  '\\n',
  'pgp_key',
];

/** What a key consists of, below its armor. */
export const KEY_PACKET_TARGETS: readonly ByteTarget[] = [
  {
    name: 'key packets',
    seeds: [packets],
    read: async (bytes) => {
      // A signature of zeros is as good as any other to see whether a key that was accepted signs.
      const key = await readSigningKey(armor(bytes));
      return key?.sign(new Uint8Array(1));
    },
  },
];

/** Keys as text, which people copy from one place to another. */
export const KEY_TARGETS: readonly TextTarget[] = [
  {
    name: 'armored key',
    seeds: [armored],
    tokens: TOKENS,
    read: (text) => readEd25519Key(text, () => 0),
    refusals: [RangeError],
  },
  {
    name: 'service account key',
    seeds: [`{"name":"fuzz","pgp_key":${JSON.stringify(armored)}}`, '{"name":1}', '[]', 'null'],
    tokens: TOKENS,
    read: (text) => parseServiceAccountKey(Buffer.from(text).toString('base64')),
  },
  {
    name: 'text of a service account key',
    seeds: [serviceAccountKey],
    tokens: [' ', '\n', '=', 'ey', 'Ij', '\0', '-'],
    read: (text) => parseServiceAccountKey(text),
  },
];
