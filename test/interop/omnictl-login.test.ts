import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { keyDirectory, OmniClient, printOmniconfig, types, userCredentials } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { grantAccess } from './harness/browser.ts';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

const ALICE = 'alice@example.com';
const CONTEXT = 'sandbox';
const GET = ['get', 'currentuser', 'current', '--namespace=virtual', '-o', 'yaml'];

let sandbox: Sandbox;
let omnictl: Omnictl;
let keys: string;
/** Environment in which omnictl is a person. */
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  sandbox = await startSandbox({ users: [{ email: ALICE, role: 'Operator' }] });
  omnictl = await prepareOmnictl(sandbox);
  keys = path.join(omnictl.directory, 'keys');
  const config = { context: CONTEXT, contexts: { [CONTEXT]: { url: sandbox.endpoint, identity: ALICE } } };
  await omnictl.write('omniconfig', printOmniconfig(config));
  env = {
    OMNI_ENDPOINT: undefined,
    OMNI_SERVICE_ACCOUNT_KEY: undefined,
    OMNICONFIG: path.join(omnictl.directory, 'omniconfig'),
    SIDEROV1_KEYS_DIR: keys,
    // Opens nothing: a key omnictl does not take ends in a failure.
    BROWSER: 'false',
  };
});

afterEach(async () => {
  await omnictl[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

function logIn(onLoginUrl: (url: string) => Promise<void>) {
  const keyStore = keyDirectory({ directory: keys });
  return userCredentials({ endpoint: sandbox.endpoint, identity: ALICE, context: CONTEXT, keyStore, onLoginUrl });
}

describe('the keys of people', () => {
  test('made here are used by omnictl', async () => {
    const { key } = await logIn((url) => grantAccess(sandbox, url, ALICE));

    const printed = await omnictl.ok(GET, { env, timeoutMs: 20_000 });

    expect(printed).toContain(`identity: ${ALICE}`);
    const file = await readFile(path.join(keys, `${CONTEXT}-${ALICE}.pgp`), 'utf8');
    expect(file).toContain('PGP PRIVATE KEY BLOCK');
    expect((await logIn(() => Promise.reject(new Error('asked again')))).key.fingerprint).toBe(key.fingerprint);
  });

  test('made by omnictl are used here', async () => {
    // omnictl looks for a browser by this name; this one only notes what it shall open.
    const browser = path.join(omnictl.directory, 'bin', 'xdg-open');
    await omnictl.write('bin/xdg-open', '#!/bin/sh\nprintf %s "$1" > "$0.new" && mv "$0.new" "$0.url"\n');
    await chmod(browser, 0o700);
    const PATH = [path.dirname(browser), process.env['PATH']].join(path.delimiter);
    const running = omnictl.run(GET, { env: { ...env, BROWSER: undefined, PATH }, timeoutMs: 30_000 });

    const opened = () => readFile(`${browser}.url`, 'utf8').catch(() => '');
    await expect.poll(opened, { timeout: 20_000 }).toContain('public-key-id');
    await grantAccess(sandbox, await opened(), ALICE);

    expect((await running).stdout).toContain(`identity: ${ALICE}`);
    const credentials = await logIn(() => Promise.reject(new Error('asked for a login')));
    await using client = new OmniClient({ endpoint: sandbox.endpoint, credentials });
    const me = await client.resources.get(types.CurrentUser, 'current', { namespace: 'virtual' });
    expect(me.spec).toMatchObject({ identity: ALICE, role: 'Operator' });
  });
});
