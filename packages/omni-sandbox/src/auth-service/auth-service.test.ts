import { generateKeyPairSync, sign } from 'node:crypto';
import { createServiceAccountKey, parseServiceAccountKey, timestampOf, types } from '@fleetwright/omni-core';
import { type auth, authService, messageCodec, stateService } from '@fleetwright/omni-core/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { SignedCalls } from '../testing/signed-call.ts';
import { callUnary, outcomeOf } from '../testing/unary-call.ts';

const HOUR_MS = 3_600_000;
const UNSIGNED = { unsigned: true } as const;
const ALICE = 'alice@example.com';

let sandbox: Sandbox;
let calls: SignedCalls;
let now = () => new Date();

beforeAll(async () => {
  const users = [
    { email: 'Alice@example.com', role: 'Operator' },
    { email: 'bob@example.com', role: 'Reader' },
  ] as const;
  sandbox = await startSandbox({ clock: () => now(), seed: { machines: 0 }, users });
  calls = await SignedCalls.open(sandbox);
});
afterAll(async () => {
  calls[Symbol.dispose]();
  await sandbox[Symbol.asyncDispose]();
});

type Signer = Omit<SignedCalls['credentials']['key'], 'expires'>;

interface NewKey {
  readonly publicKey: auth.PublicKey;
  readonly signer: Signer;
}

async function pgpKey(email = ALICE, lifetimeMs = 4 * HOUR_MS): Promise<NewKey> {
  const made = await createServiceAccountKey({ name: 'cli', email, lifetimeMs });
  const { key } = await parseServiceAccountKey(made.serviceAccountKey);
  const pgpData = Buffer.from(made.armoredPublicKey);
  const publicKey = { pgpData, webauthnData: new Uint8Array(), plainKey: undefined };
  return { publicKey, signer: { fingerprint: key.fingerprint, sign: (data) => key.sign(data) } };
}

interface PlainOptions {
  readonly curve?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly dsaEncoding?: 'ieee-p1363' | 'der';
}

function plainKey({ curve = 'P-256', fromMs = 0, toMs = 4 * HOUR_MS, dsaEncoding = 'ieee-p1363' }: PlainOptions = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const at = (ms: number) => timestampOf(new Date(now().getTime() + ms));
  const keyPem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const plain = { keyPem, notBefore: at(fromMs), notAfter: at(toMs) };
  return {
    publicKey: { pgpData: new Uint8Array(), webauthnData: new Uint8Array(), plainKey: plain },
    sign: (data: Uint8Array) => sign('sha256', data, { key: privateKey, dsaEncoding }),
  };
}

interface RegisterOptions {
  readonly email?: string;
  readonly role?: string;
}

function register(publicKey: auth.PublicKey, { email = ALICE, role }: RegisterOptions = {}) {
  const request = { publicKey, identity: { email }, role: role ?? '', skipUserRole: role !== undefined };
  return callUnary(calls, authService.registerPublicKey, request, UNSIGNED);
}

async function confirm(publicKeyId: string, email = ALICE) {
  const authorization = `Bearer ${await sandbox.confirmationToken(email)}`;
  const variation = { ...UNSIGNED, headers: { authorization } };
  return callUnary(calls, authService.confirmPublicKey, { publicKeyId }, variation);
}

function callsBy({ fingerprint, sign }: Signer): SignedCalls {
  const key = { fingerprint, expires: undefined, sign };
  return new SignedCalls(sandbox.endpoint, { ...calls.credentials, key });
}

/** Role of whoever signs, as the server sees it. */
async function roleOf(signer: Signer): Promise<string> {
  using own = callsBy(signer);
  const current = { namespace: 'virtual', type: types.CurrentUser.type, id: 'current' };
  const { resource } = await callUnary(own, stateService.get, current);
  return messageCodec('specs.CurrentUserSpec').decode(resource?.spec?.protoSpec ?? new Uint8Array()).role;
}

describe('a key of a person', () => {
  test('is registered, confirmed after a login, used, and revoked', async () => {
    const { publicKey, signer } = await pgpKey();
    const { publicKeyId, loginUrl } = await register(publicKey);
    const before = await outcomeOf(roleOf(signer));
    const waiting = callUnary(calls, authService.awaitPublicKeyConfirmation, { publicKeyId }, UNSIGNED);
    await confirm(publicKeyId);
    await waiting;
    const role = await roleOf(signer);
    using own = callsBy(signer);
    await callUnary(own, authService.revokePublicKey, { publicKeyId });

    expect(loginUrl).toBe(`${sandbox.endpoint}/authenticate?flow=cli&public-key-id=${publicKeyId}`);
    expect(publicKeyId).toBe(signer.fingerprint);
    expect(before).toBe('16 invalid signature');
    expect(role).toBe('Operator');
    expect(await outcomeOf(roleOf(signer))).toBe('16 invalid signature');
  });

  test.each(['P-256', 'P-384'])('may be a bare ECDSA key on %s', async (curve) => {
    const { publicKey, sign } = plainKey({ curve });
    const { publicKeyId, loginUrl } = await register(publicKey);
    await confirm(publicKeyId);

    expect(publicKeyId).toMatch(/^[\w-]{43}=$/);
    expect(new URL(loginUrl).searchParams.get('public-key-id')).toBe(publicKeyId);
    expect(await roleOf({ fingerprint: publicKeyId, sign })).toBe('Operator');
  });

  test('must write ECDSA signatures as WebCrypto does', async () => {
    const { publicKey, sign } = plainKey({ dsaEncoding: 'der' });
    const { publicKeyId } = await register(publicKey);
    await confirm(publicKeyId);

    expect(await outcomeOf(roleOf({ fingerprint: publicKeyId, sign }))).toBe('16 invalid signature');
  });

  test('ends with its lifetime', async () => {
    const { publicKey, sign } = plainKey({ toMs: HOUR_MS });
    const { publicKeyId } = await register(publicKey);
    await confirm(publicKeyId);
    const key = { fingerprint: publicKeyId, sign };
    const inMs = async (ms: number) => {
      now = () => new Date(Date.now() + ms);
      using own = callsBy(key);
      const current = { namespace: 'virtual', type: types.CurrentUser.type, id: 'current' };
      const call = callUnary(own, stateService.get, current, { skewSeconds: ms / 1000 });
      const outcome = await outcomeOf(call);
      now = () => new Date();
      return outcome;
    };

    expect(await inMs(HOUR_MS + 240_000)).toBe('OK');
    expect(await inMs(HOUR_MS + 360_000)).toBe('16 invalid signature');
  });

  test.each([
    ['the role of its user', undefined, 'Operator'],
    ['a lower role it asks for', 'Reader', 'Reader'],
    ['no more than its user when it asks for more', 'Admin', 'Operator'],
  ])('has %s', async (_name, role, expected) => {
    const { publicKey, sign } = plainKey();
    const { publicKeyId } = await register(publicKey, role === undefined ? {} : { role });
    await confirm(publicKeyId);

    expect(await roleOf({ fingerprint: publicKeyId, sign })).toBe(expected);
  });

  test('stays as it is when somebody registers it again', async () => {
    const { publicKey, sign } = plainKey();
    const { publicKeyId } = await register(publicKey);
    await confirm(publicKeyId);
    await register(publicKey, { email: 'bob@example.com', role: 'None' });

    expect(await roleOf({ fingerprint: publicKeyId, sign })).toBe('Operator');
  });
});

describe('registering a key', () => {
  test('answers the same for an email nobody has, and stores nothing', async () => {
    const { publicKey } = await pgpKey('nobody@example.com');
    const { publicKeyId, loginUrl } = await register(publicKey, { email: 'nobody@example.com' });
    const variation = { ...UNSIGNED, timeoutMs: 300 };

    const waited = callUnary(calls, authService.awaitPublicKeyConfirmation, { publicKeyId }, variation);

    expect(loginUrl).toContain('/authenticate?flow=cli');
    expect(await outcomeOf(waited)).toMatch(/^4 /);
    expect(sandbox.state.find(types.PublicKey, publicKeyId)).toBeUndefined();
  });

  const privatePem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'pem',
    type: 'pkcs8',
  });
  const rsaPem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'pem', type: 'spki' });
  const withPem = (keyPem: string | Buffer) => {
    const { publicKey } = plainKey();
    return { ...publicKey, plainKey: { ...publicKey.plainKey, keyPem: keyPem.toString() } };
  };
  test.each<[string, () => Promise<auth.PublicKey> | auth.PublicKey, string]>([
    [
      'a PGP key of nine hours',
      async () => (await pgpKey(ALICE, 9 * HOUR_MS)).publicKey,
      '3 key lifetime is too long: 9h0m0s',
    ],
    [
      'a bare key of more than eight hours',
      () => plainKey({ toMs: 8 * HOUR_MS + 1000 }).publicKey,
      '3 key lifetime is too long: 8h0m0s',
    ],
    [
      'a bare key without lifetime',
      () => plainKey({ toMs: 0 }).publicKey,
      '3 key does not contain a valid key lifetime',
    ],
    ['an expired bare key', () => plainKey({ fromMs: -2 * HOUR_MS, toMs: -HOUR_MS }).publicKey, '3 key expired'],
    ['a private bare key', () => withPem(privatePem), '3 plain key is not a PEM public key'],
    ['a bare RSA key', () => withPem(rsaPem), '3 plain key is not an ECDSA key on P-256 or P-384'],
    [
      'a curve of another kind',
      () => plainKey({ curve: 'secp256k1' }).publicKey,
      '3 plain key is not an ECDSA key on P-256 or P-384',
    ],
    [
      'no key at all',
      () => ({ pgpData: new Uint8Array(), webauthnData: new Uint8Array(), plainKey: undefined }),
      '3 no public key data provided',
    ],
  ])('refuses %s', async (_name, key, expected) => {
    expect(await outcomeOf(register(await key()))).toBe(expected);
  });
});

describe('confirming and revoking', () => {
  test('are refused to anybody but the owner', async () => {
    const { publicKey } = plainKey();
    const { publicKeyId } = await register(publicKey);

    const outcomes = await Promise.all(
      [
        callUnary(calls, authService.confirmPublicKey, { publicKeyId }, UNSIGNED),
        confirm(publicKeyId, 'bob@example.com'),
        confirm('unknown'),
        callUnary(calls, authService.revokePublicKey, { publicKeyId }, UNSIGNED),
        callUnary(calls, authService.revokePublicKey, { publicKeyId }),
      ].map(outcomeOf),
    );

    expect(outcomes).toEqual([
      '16 unauthenticated: missing verified email',
      '7 the public key belongs to another email than the one signed in',
      `5 resource ${types.PublicKey.type}(default/unknown@undefined) doesn't exist`,
      '16 invalid signature',
      '7 the public key belongs to somebody else',
    ]);
  });
});
