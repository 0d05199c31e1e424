import { createPublicKey, verify } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { readKey } from 'openpgp';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { generatePgpKey } from '../auth/generate-pgp-key.ts';
import { OmniClient } from '../client/omni-client.ts';
import { GRPC } from '../errors/grpc-status.ts';
import { dateOf } from '../resources/timestamp.ts';
import { Refusal, startLoopbackServer, type UnaryHandler } from '../transport/testing/loopback-server.ts';
import type * as auth from '../wire/gen/auth.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { authService } from '../wire/services.ts';
import { keyDirectory } from './key-directory.ts';
import { type KeyStore, memoryKeyStore } from './key-store.ts';
import { openInBrowser } from './open-in-browser.ts';
import { temporaryUserCredentials, userCredentials } from './user-credentials.ts';

const HOUR_MS = 3_600_000;
const IDENTITY = 'jane@example.com';
const OWNER = { context: 'default', identity: IDENTITY };
const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

/** The part of Omni that registers keys. Confirming is up to the test. */
async function startAuth({ loginUrl = 'https://omni.example.com/authenticate?flow=cli' } = {}) {
  const registered: auth.RegisterPublicKeyRequest[] = [];
  const revoked: string[] = [];
  const signatures: unknown[] = [];
  const confirmed = Promise.withResolvers<void>();
  const note = (metadata: Parameters<UnaryHandler>[1]) => signatures.push(...metadata.get('x-sidero-signature'));
  const server = await startLoopbackServer({
    unary: {
      [authService.registerPublicKey.path]: (request, metadata) => {
        note(metadata);
        registered.push(messageCodec(authService.registerPublicKey.request).decode(request));
        return messageCodec(authService.registerPublicKey.response).encode({ loginUrl, publicKeyId: 'key-1' });
      },
      [authService.awaitPublicKeyConfirmation.path]: async (request, metadata) => {
        note(metadata);
        const { publicKeyId } = messageCodec(authService.awaitPublicKeyConfirmation.request).decode(request);
        if (publicKeyId !== 'key-1') throw new Refusal(GRPC.NOT_FOUND, 'no such key');
        await confirmed.promise;
        return new Uint8Array();
      },
      [authService.revokePublicKey.path]: (request) => {
        revoked.push(messageCodec(authService.revokePublicKey.request).decode(request).publicKeyId);
        return new Uint8Array();
      },
    },
  });
  open.push(server);
  return {
    endpoint: server.endpoint,
    calls: server.calls,
    registered,
    revoked,
    signatures,
    confirm: confirmed.resolve,
  };
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'fleetwright-login-'));
  open.push({ [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) });
  return directory;
}

function pgpKey(lifetimeMs = 4 * HOUR_MS) {
  const userId = { name: 'test', email: IDENTITY };
  return generatePgpKey({ userId, lifetimeMs, maxLifetimeMs: 8 * HOUR_MS });
}

describe('userCredentials', () => {
  it('registers a key, shows where to log in, waits for the person, and keeps the key', async () => {
    const { confirm, registered, signatures, ...server } = await startAuth();
    const keyStore = memoryKeyStore();
    const shown: string[] = [];
    const onLoginUrl = async (url: string) => {
      shown.push(url);
      expect(await keyStore.read(OWNER)).toBeUndefined();
      confirm();
    };

    const { identity, key } = await userCredentials({ ...server, identity: IDENTITY, keyStore, onLoginUrl });

    expect(identity).toBe(IDENTITY);
    expect(shown).toEqual(['https://omni.example.com/authenticate?flow=cli']);
    expect(registered).toMatchObject([{ identity: { email: IDENTITY }, role: '', skipUserRole: false }]);
    const publicKey = await readKey({ armoredKey: Buffer.from(registered[0]?.publicKey?.pgpData ?? []).toString() });
    expect(publicKey.isPrivate()).toBe(false);
    expect(publicKey.getFingerprint()).toBe(key.fingerprint);
    expect(publicKey.getUserIDs()).toEqual([expect.stringMatching(/^fleetwright \(\w+\/\w+\) <jane@example\.com>$/)]);
    expect(key.expires?.getTime()).toBeCloseTo(Date.now() + 4 * HOUR_MS, -5);
    expect(signatures).toEqual([]);
    expect(await keyStore.read(OWNER)).toContain('PRIVATE KEY');
  });

  it('uses the stored key until it is about to end, or a renewal is asked for', async () => {
    const { confirm, calls, ...server } = await startAuth();
    confirm();
    const keyStore = memoryKeyStore();
    const options = { ...server, identity: IDENTITY, keyStore, onLoginUrl: () => {} };
    const [valid, ending] = await Promise.all([pgpKey(), pgpKey(30_000)]);

    await keyStore.write(OWNER, valid.armoredPrivateKey);
    const first = await userCredentials(options);
    expect(calls).toEqual([]);
    await keyStore.write(OWNER, ending.armoredPrivateKey);
    const second = await userCredentials(options);
    const third = await userCredentials({ ...options, renew: true });
    await keyStore.write(OWNER, 'garbage');
    const fourth = await userCredentials(options);

    const fingerprints = [first, second, third, fourth].map(({ key }) => key.fingerprint);
    expect(new Set(fingerprints).size).toBe(4);
    expect(calls).toHaveLength(6);
  });

  it('shares one login among all who ask for the same at the same time, and each keeps the key', async () => {
    const { confirm, registered, ...server } = await startAuth();
    const stores = [memoryKeyStore(), memoryKeyStore()];
    const shown: number[] = [];
    const ask = (index: number, more: object = {}) =>
      userCredentials({
        ...server,
        identity: IDENTITY,
        keyStore: stores[index % 2] ?? memoryKeyStore(),
        onLoginUrl: () => void shown.push(index),
        ...more,
      });

    const asking = [ask(0), ask(1, { context: 'other' }), ask(2, { endpoint: `${server.endpoint}/` })];
    await expect.poll(() => shown).toEqual([0]);
    const late = ask(1);
    confirm();
    const made = await Promise.all([...asking, late]);

    expect(new Set(made.map(({ key }) => key.fingerprint)).size).toBe(1);
    expect(registered).toHaveLength(1);
    const kept = await Promise.all([
      stores[0]?.read(OWNER),
      stores[1]?.read({ ...OWNER, context: 'other' }),
      stores[1]?.read(OWNER),
    ]);
    expect(new Set(kept).size).toBe(1);
    expect(kept[0]).toContain('PRIVATE KEY');
    // What is over is not shared any more.
    await ask(1, { renew: true });
    expect(registered).toHaveLength(2);
  });

  it('does not share a login for another role, lifetime or person', async () => {
    const { confirm, registered, ...server } = await startAuth();
    confirm();
    const ask = (more: object) =>
      userCredentials({ ...server, identity: IDENTITY, keyStore: memoryKeyStore(), onLoginUrl: () => {}, ...more });

    await Promise.all([
      ask({}),
      ask({ role: 'Reader' }),
      ask({ lifetimeMs: HOUR_MS }),
      ask({ identity: 'joe@example.com' }),
    ]);

    expect(registered).toHaveLength(4);
  });

  it('goes on for those who wait when others give up, and ends when nobody waits', async () => {
    const { confirm, calls, ...server } = await startAuth();
    const abort = new AbortController();
    const ask = (more: object) =>
      userCredentials({ ...server, identity: IDENTITY, keyStore: memoryKeyStore(), onLoginUrl: () => {}, ...more });

    const [given, impatient, patient] = [ask({ signal: abort.signal }), ask({ timeoutMs: 200 }), ask({})];
    const outcomes = Promise.all([
      expect(given).rejects.toMatchObject({ code: 'cancelled', cause: { message: 'enough' } }),
      expect(impatient).rejects.toMatchObject({ code: 'deadline_exceeded', hint: expect.any(String) }),
    ]);
    await expect.poll(() => calls.length).toBe(2);
    abort.abort(new Error('enough'));
    await outcomes;
    confirm();

    expect((await patient).identity).toBe(IDENTITY);
    expect(calls).toHaveLength(2);
    await expect(ask({ timeoutMs: 1, renew: true })).rejects.toMatchObject({ code: 'deadline_exceeded' });
    expect((await ask({ renew: true })).identity).toBe(IDENTITY);
  });

  it('asks for no more than a role when one is named', async () => {
    const { confirm, registered, ...server } = await startAuth();
    confirm();
    const options = { ...server, identity: IDENTITY, keyStore: memoryKeyStore(), onLoginUrl: () => {} };

    await userCredentials({ ...options, role: 'Reader' });

    expect(registered).toMatchObject([{ role: 'Reader', skipUserRole: true }]);
  });

  it('gives up after its time or with its signal, says why, and keeps nothing', async () => {
    const { confirm: _, ...server } = await startAuth();
    const keyStore = memoryKeyStore();
    const abort = new AbortController();
    const options = { ...server, identity: IDENTITY, keyStore };

    await expect(userCredentials({ ...options, timeoutMs: 300, onLoginUrl: () => {} })).rejects.toMatchObject({
      code: 'deadline_exceeded',
      hint: expect.stringContaining('Open the login URL'),
    });
    const onLoginUrl = () => abort.abort(new Error('changed my mind'));
    await expect(userCredentials({ ...options, signal: abort.signal, onLoginUrl })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await keyStore.read(OWNER)).toBeUndefined();
  });

  it('refuses addresses that cannot be one, lifetimes Omni would refuse, and login URLs that are none', async () => {
    const server = await startAuth({ loginUrl: 'file:///etc/passwd' });
    const shown: string[] = [];
    const options = { ...server, keyStore: memoryKeyStore(), onLoginUrl: (url: string) => void shown.push(url) };

    await expect(userCredentials({ ...options, identity: 'jane doe' })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    const long = { ...options, identity: IDENTITY, lifetimeMs: 9 * HOUR_MS };
    await expect(userCredentials(long)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(temporaryUserCredentials(long)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(userCredentials({ ...options, identity: IDENTITY })).rejects.toMatchObject({ code: 'protocol' });
    expect(shown).toEqual([]);
  });

  it('never shows the private key', async () => {
    const { confirm, ...server } = await startAuth();
    const written: string[] = [];
    const keyStore: KeyStore = {
      ...memoryKeyStore(),
      async write(_owner, armored) {
        written.push(armored);
        throw new Error('disk full');
      },
    };
    confirm();

    const failure: unknown = await userCredentials({
      ...server,
      identity: IDENTITY,
      keyStore,
      onLoginUrl: () => {},
    }).catch((error: unknown) => error);

    const [secret = ''] = written.map((armored) => armored.split('\n')[3]);
    expect(secret).not.toBe('');
    expect(inspect(failure, { depth: 9 })).not.toContain(secret);
  });
});

describe('temporaryUserCredentials', () => {
  it('registers a plain key whose raw signatures verify', async () => {
    const { confirm, registered, ...server } = await startAuth();
    confirm();

    const { key } = await temporaryUserCredentials({ ...server, identity: IDENTITY, onLoginUrl: () => {} });

    const plain = registered[0]?.publicKey?.plainKey;
    const publicKey = createPublicKey(plain?.keyPem ?? '');
    const data = Buffer.from('payload');
    const signature = await key.sign(data);
    expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    expect(signature).toHaveLength(64);
    expect(key.fingerprint).toMatch(/^[\w-]{43}=$/);
    expect(dateOf(plain?.notAfter).getTime() - dateOf(plain?.notBefore).getTime()).toBe(4 * HOUR_MS);
    expect(key.expires).toEqual(dateOf(plain?.notAfter));
  });
});

describe('client.users', () => {
  it('revokes a key of its own, signed by it', async () => {
    const { confirm, endpoint, revoked } = await startAuth();
    confirm();
    const credentials = await temporaryUserCredentials({ endpoint, identity: IDENTITY, onLoginUrl: () => {} });
    await using client = new OmniClient({ endpoint, credentials });

    await client.users.revokeKey(credentials.key.fingerprint);

    expect(revoked).toEqual([credentials.key.fingerprint]);
  });
});

describe('keyDirectory', () => {
  it('keeps keys in files of omnictl, for the eyes of their owner only', async () => {
    const home = await temporaryDirectory();
    const store = keyDirectory({ env: {}, home });

    await store.write(OWNER, 'first');
    await store.write(OWNER, 'second');

    const file = join(home, '.talos', 'keys', 'default-jane@example.com.pgp');
    expect(await readFile(file, 'utf8')).toBe('second');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await store.read(OWNER)).toBe('second');
    await store.remove(OWNER);
    await store.remove(OWNER);
    expect(await store.read(OWNER)).toBeUndefined();
  });

  it('reads where older versions kept keys, and forgets them there as well', async () => {
    const home = await temporaryDirectory();
    const older = join(home, '.local', 'share', 'omni', 'keys');
    await mkdir(older, { recursive: true });
    await writeFile(join(older, 'default-jane@example.com.pgp'), 'old');
    const store = keyDirectory({ env: {}, home });

    expect(await store.read(OWNER)).toBe('old');
    await store.write(OWNER, 'new');
    expect(await store.read(OWNER)).toBe('new');
    await store.remove(OWNER);
    expect(await store.read(OWNER)).toBeUndefined();
  });

  it('goes where the environment or the caller says', async () => {
    const [home, named] = [await temporaryDirectory(), await temporaryDirectory()];
    const env = { SIDEROV1_KEYS_DIR: join(named, 'env') };

    await keyDirectory({ env, home }).write(OWNER, 'by environment');
    await keyDirectory({ env, home, directory: named }).write(OWNER, 'by caller');

    expect(await readFile(join(named, 'env', 'default-jane@example.com.pgp'), 'utf8')).toBe('by environment');
    expect(await readFile(join(named, 'default-jane@example.com.pgp'), 'utf8')).toBe('by caller');
  });

  it('leaves its directory for no name', async () => {
    const store = keyDirectory({ directory: await temporaryDirectory() });

    for (const context of ['../x', 'a/b', 'a\\b', 'a\0b']) {
      await expect(store.write({ ...OWNER, context }, 'x')).rejects.toMatchObject({ code: 'configuration_invalid' });
    }
  });
});

describe('openInBrowser', () => {
  it('hands the address to the named program as one argument, without a shell', async () => {
    const directory = await temporaryDirectory();
    const program = join(directory, 'browser');
    const seen = join(directory, 'seen');
    await writeFile(program, `#!/bin/sh\nprintf '%s|' "$#" "$1" > '${seen}.new' && mv '${seen}.new' '${seen}'\n`);
    await chmod(program, 0o700);

    await openInBrowser('https://omni.example.com/a?b=$(id)&c=`id`;d', { env: { BROWSER: program } });

    await expect
      .poll(() => readFile(seen, 'utf8').catch(() => ''), { timeout: 5_000 })
      .toBe('1|https://omni.example.com/a?b=$(id)&c=`id`;d|');
  });

  it.each([
    ['darwin', 'open'],
    ['win32', 'rundll32'],
    ['linux', 'xdg-open'],
  ] as const)('asks %s for its own program when none is named', async (system, program) => {
    vi.stubEnv('PATH', '/nonexistent');
    onTestFinished(() => void vi.unstubAllEnvs());

    await expect(openInBrowser('https://omni.example.com/x', { env: {}, system })).rejects.toMatchObject({
      message: `${program} cannot be started to open a browser`,
    });
  });

  it('opens nothing but web addresses', async () => {
    const env = { BROWSER: 'false' };

    for (const url of ['file:///etc/passwd', '--help', 'javascript:alert(1)', '']) {
      await expect(openInBrowser(url, { env })).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });

  it('gives the address to people when no program can', async () => {
    const env = { BROWSER: '/nonexistent/browser' };

    await expect(openInBrowser('https://omni.example.com/x', { env })).rejects.toMatchObject({
      code: 'configuration_invalid',
      hint: expect.stringContaining('https://omni.example.com/x'),
    });
  });
});
