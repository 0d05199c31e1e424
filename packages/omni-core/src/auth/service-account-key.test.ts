import { inspect } from 'node:util';
import fc from 'fast-check';
import { createMessage, generateKey, readKey, readSignature, type SecretKeyPacket, verify } from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { OmniError } from '../errors/omni-error.ts';
import { createServiceAccountKey, type NewServiceAccountKey } from './create-service-account-key.ts';
import { parseServiceAccountKey, printServiceAccountKey } from './service-account-key.ts';

const HOUR_MS = 3_600_000;
let made: NewServiceAccountKey;
let armored: string;

beforeAll(async () => {
  made = await createServiceAccountKey({ name: 'automation', lifetimeMs: HOUR_MS });
  armored = JSON.parse(Buffer.from(made.serviceAccountKey, 'base64').toString()).pgp_key;
});

describe('parseServiceAccountKey', () => {
  it('reads a key made by createServiceAccountKey, without waiting for promises when signing', async () => {
    const { identity, key } = await parseServiceAccountKey(`\n ${made.serviceAccountKey}\n`);

    const signature = key.sign(Buffer.from('data'));

    expect(identity).toBe('automation');
    expect(key.expires).toEqual(made.expires);
    expect(signature).toBeInstanceOf(Uint8Array);
    expect((await readKey({ armoredKey: made.armoredPublicKey })).getFingerprint()).toBe(key.fingerprint);
  });

  it('parses each value once per process', async () => {
    const first = await parseServiceAccountKey(made.serviceAccountKey);

    expect(await parseServiceAccountKey(made.serviceAccountKey)).toBe(first);
  });

  it.each([
    { type: 'curve25519' as const },
    { type: 'ecc' as const, curve: 'nistP256' as const },
    { type: 'rsa' as const, rsaBits: 2048 },
  ])('signs with $type keys through openpgp', async (kind) => {
    const { privateKey, publicKey } = await generateKey({
      ...kind,
      userIDs: [{ name: 'other', email: 'other@example.com' }],
      keyExpirationTime: 3600,
      format: 'armored',
    });
    const { key } = await parseServiceAccountKey(printServiceAccountKey('other', privateKey));
    const data = Buffer.from('payload');

    const { signatures } = await verify({
      message: await createMessage({ binary: data }),
      signature: await readSignature({ binarySignature: await key.sign(data) }),
      verificationKeys: await readKey({ armoredKey: publicKey }),
      date: new Date(Date.now() + 60_000),
    });

    expect(await signatures[0]?.verified).toBe(true);
    expect(key.expires?.getTime()).toBeGreaterThan(Date.now());
  });

  it('reads an expired key and says when it expired', async () => {
    for (const kind of [{ type: 'ecc' as const, curve: 'ed25519Legacy' as const }, { type: 'curve25519' as const }]) {
      const { privateKey } = await generateKey({
        ...kind,
        userIDs: [{ name: 'old', email: 'old@example.com' }],
        keyExpirationTime: 60,
        date: new Date('2026-01-01T00:00:00Z'),
        format: 'armored',
      });

      const { key } = await parseServiceAccountKey(printServiceAccountKey('old', privateKey));

      expect(key.expires).toEqual(new Date('2026-01-01T00:01:00Z'));
    }
  });

  it.each([
    ['', 'empty'],
    ['not base64!', 'not base64'],
    [Buffer.from('{"name":').toString('base64'), 'not JSON'],
    [Buffer.from('null').toString('base64'), 'lacks'],
    [Buffer.from('{"name":"x"}').toString('base64'), 'lacks'],
    [printServiceAccountKey('x', 'nonsense'), 'not a usable'],
    [printServiceAccountKey('two words', 'nonsense'), 'blanks'],
  ])('refuses %j and says why', async (value, reason) => {
    await expect(parseServiceAccountKey(value)).rejects.toMatchObject({
      code: 'credentials_invalid',
      message: expect.stringContaining(reason),
      hint: expect.stringContaining('OMNI_SERVICE_ACCOUNT_KEY'),
    });
  });

  it('refuses an encrypted key', async () => {
    const { privateKey } = await generateKey({
      type: 'ecc',
      curve: 'ed25519Legacy',
      userIDs: [{ name: 'x', email: 'x@example.com' }],
      passphrase: 'secret',
      format: 'armored',
    });

    await expect(parseServiceAccountKey(printServiceAccountKey('x', privateKey))).rejects.toMatchObject({
      code: 'credentials_invalid',
    });
  });

  it('refuses a key of which just the part that signs is encrypted', async () => {
    const { privateKey } = await generateKey({
      type: 'rsa',
      rsaBits: 2048,
      userIDs: [{ name: 'x', email: 'x@example.com' }],
      subkeys: [{ sign: true }],
      passphrase: 'secret',
      format: 'object',
    });
    await (privateKey.keyPacket as SecretKeyPacket).decrypt('secret');

    await expect(parseServiceAccountKey(printServiceAccountKey('x', privateKey.armor()))).rejects.toMatchObject({
      code: 'credentials_invalid',
    });
  });

  it('answers damaged keys with an OmniError that repeats nothing of them', async () => {
    const base64 = armored.replace(/-----.*-----/g, '').replace(/\s/g, '');

    await fc.assert(
      fc.asyncProperty(
        fc.nat(armored.length - 1),
        fc.constantFrom('cut', 'swap', 'drop'),
        fc.constantFrom('A', '\n', '=', '\u0000', '/'),
        async (position, damage, filler) => {
          const text =
            damage === 'cut'
              ? armored.slice(0, position)
              : armored.slice(0, position) + (damage === 'swap' ? filler : '') + armored.slice(position + 1);
          const outcome = await parseServiceAccountKey(printServiceAccountKey('automation', text)).catch(
            (e: unknown) => e,
          );
          if (!(outcome instanceof Error)) return;
          expect(outcome).toBeInstanceOf(OmniError);
          const shown = inspect(outcome, { depth: 10, showHidden: true }) + JSON.stringify(outcome);
          for (let at = 0; at + 16 <= base64.length; at += 16) expect(shown).not.toContain(base64.slice(at, at + 16));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('answers arbitrary text with an OmniError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        await expect(parseServiceAccountKey(text)).rejects.toBeInstanceOf(OmniError);
        await expect(parseServiceAccountKey(printServiceAccountKey('x', text))).rejects.toBeInstanceOf(OmniError);
      }),
      { numRuns: 40 },
    );
  });
});

describe('createServiceAccountKey', () => {
  it('refuses lifetimes Omni would refuse', async () => {
    for (const lifetimeMs of [0, -1, Number.NaN, 366 * 24 * HOUR_MS]) {
      await expect(createServiceAccountKey({ name: 'x', lifetimeMs })).rejects.toMatchObject({
        code: 'invalid_argument',
      });
    }
  });

  it('puts the identity Omni will give the account into the user id', async () => {
    const { armoredPublicKey } = await createServiceAccountKey({ name: 'infra-provider:qemu', lifetimeMs: HOUR_MS });

    const key = await readKey({ armoredKey: armoredPublicKey });

    expect(key.users[0]?.userID?.email).toBe('qemu@infra-provider.serviceaccount.omni.sidero.dev');
  });
});
