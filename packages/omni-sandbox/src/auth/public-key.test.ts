import { createMessage, generateKey, type PrivateKey, readPrivateKey, sign } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { type PublicKey, readNewKey } from './public-key.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = new Date();
const RULES = { maxLifetimeMs: 365 * DAY_MS, now: NOW };
const DATA = Buffer.from('{"headers":{},"method":"/x"}');

type Options = Parameters<typeof generateKey>[0];

async function keyPair(options: Partial<Options> = {}): Promise<{ armored: string; privateKey: PrivateKey }> {
  const made = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: 'ci', email: 'ci@serviceaccount.omni.sidero.dev' }],
    keyExpirationTime: 3600,
    date: NOW,
    config: { v6Keys: false },
    ...options,
    format: 'armored',
  } as Options & { format: 'armored' });
  return { armored: made.publicKey, privateKey: await readPrivateKey({ armoredKey: made.privateKey }) };
}

async function signed(privateKey: PrivateKey, data: Uint8Array, date = new Date()): Promise<Uint8Array> {
  return sign({
    message: await createMessage({ binary: data }),
    signingKeys: privateKey,
    detached: true,
    format: 'binary',
    date,
  });
}

async function refusalOf(armored: string): Promise<string> {
  return readNewKey(armored, RULES).then(
    () => 'accepted',
    (error: Error) => error.message,
  );
}

describe('signatures', () => {
  test.each<[string, Partial<Options>]>([
    ['Ed25519 in the legacy encoding', {}],
    ['Ed25519 in the current encoding', { type: 'curve25519' }],
    ['NIST P-256', { curve: 'nistP256' }],
    ['RSA', { type: 'rsa', rsaBits: 2048 }],
  ])('of %s are verified, and refused for other data', async (_name, options) => {
    const { armored, privateKey } = await keyPair(options);
    const key = await readNewKey(armored, RULES);

    const signature = await signed(privateKey, DATA);

    expect(await key.verifies(DATA, signature, new Date())).toBe(true);
    expect(await key.verifies(Buffer.from('other'), signature, new Date())).toBe(false);
  });

  test('of another key are refused', async () => {
    const [mine, other] = await Promise.all([keyPair(), keyPair()]);
    const key = await readNewKey(mine.armored, RULES);

    expect(await key.verifies(DATA, await signed(other.privateKey, DATA), new Date())).toBe(false);
  });

  test('may be made a little in the future, but not ten minutes', async () => {
    const { armored, privateKey } = await keyPair();
    const key: PublicKey = await readNewKey(armored, RULES);
    const inMinutes = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

    const [soon, later] = await Promise.all([2, 10].map((minutes) => signed(privateKey, DATA, inMinutes(minutes))));

    expect(await key.verifies(DATA, soon ?? new Uint8Array(), NOW)).toBe(true);
    expect(await key.verifies(DATA, later ?? new Uint8Array(), NOW)).toBe(false);
  });

  test('that are garbage or armored are refused', async () => {
    const { armored, privateKey } = await keyPair();
    const key = await readNewKey(armored, RULES);
    const text = Buffer.from(
      await sign({ message: await createMessage({ binary: DATA }), signingKeys: privateKey, detached: true }),
    );

    for (const garbage of [new Uint8Array(), Buffer.from('x'), Buffer.alloc(119, 0xc2), text]) {
      expect(await key.verifies(DATA, garbage, new Date())).toBe(false);
    }
  });
});

describe('a key is refused for registration', () => {
  test.each<[string, Partial<Options>, RegExp]>([
    ['without a lifetime', { keyExpirationTime: 0 }, /does not contain a valid key lifetime/],
    ['with a lifetime over the limit', { keyExpirationTime: 366 * 24 * 3600 }, /key lifetime is too long: 8784h0m0s/],
    ['without an address', { userIDs: [{ name: 'nobody' }] }, /does not contain a valid email address/],
    ['of version 6', { type: 'curve25519', config: { v6Keys: true } }, /version/],
    ['when it has expired', { date: new Date(NOW.getTime() - 2 * 3_600_000) }, /key expired/],
  ])('%s', async (_name, options, reason) => {
    const { armored } = await keyPair(options);

    expect(await refusalOf(armored)).toMatch(reason);
  });

  test('when it is the private one', async () => {
    const { privateKey } = await keyPair();

    expect(await refusalOf(privateKey.armor())).toBe('PGP key contains private key');
  });

  test('when it is no key', async () => {
    expect(await refusalOf('hello')).toBe('failed to read PGP key');
  });
});

test('a key of exactly 365 days is accepted', async () => {
  const { armored } = await keyPair({ keyExpirationTime: 365 * 24 * 3600 });

  expect(await refusalOf(armored)).toBe('accepted');
});
