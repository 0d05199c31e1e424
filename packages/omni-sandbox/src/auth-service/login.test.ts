import {
  type Credentials,
  memoryKeyStore,
  OmniClient,
  temporaryUserCredentials,
  types,
  userCredentials,
} from '@fleetwright/omni-core';
import { authService } from '@fleetwright/omni-core/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { SignedCalls } from '../testing/signed-call.ts';
import { callUnary } from '../testing/unary-call.ts';

const ALICE = 'alice@example.com';

let sandbox: Sandbox;
let calls: SignedCalls;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: { machines: 0 }, users: [{ email: ALICE, role: 'Operator' }] });
  calls = await SignedCalls.open(sandbox);
});
afterAll(async () => {
  calls[Symbol.dispose]();
  await sandbox[Symbol.asyncDispose]();
});

/** What a person does with the login URL. */
async function confirmInBrowser(url: string): Promise<void> {
  const publicKeyId = new URL(url).searchParams.get('public-key-id') ?? '';
  const headers = { authorization: `Bearer ${await sandbox.confirmationToken(ALICE)}` };
  await callUnary(calls, authService.confirmPublicKey, { publicKeyId }, { unsigned: true, headers });
}

async function whoIs(credentials: Credentials) {
  await using client = new OmniClient({ endpoint: sandbox.endpoint, credentials });
  const { spec } = await client.resources.get(types.CurrentUser, 'current', { namespace: 'virtual' });
  return { identity: spec.identity, role: spec.role };
}

describe('a login with the client library', () => {
  test('makes a key that signs as the user, and is used again', async () => {
    const keyStore = memoryKeyStore();
    const options = { endpoint: sandbox.endpoint, identity: ALICE, keyStore };

    const first = await userCredentials({ ...options, onLoginUrl: confirmInBrowser });
    const again = await userCredentials({ ...options, onLoginUrl: () => Promise.reject(new Error('asked again')) });

    expect(await whoIs(first)).toEqual({ identity: ALICE, role: 'Operator' });
    expect(again.key.fingerprint).toBe(first.key.fingerprint);
  });

  test('makes a plain key that is allowed no more than asked for, until it is revoked', async () => {
    const credentials = await temporaryUserCredentials({
      endpoint: sandbox.endpoint,
      identity: ALICE,
      role: 'Reader',
      onLoginUrl: confirmInBrowser,
    });
    await using client = new OmniClient({ endpoint: sandbox.endpoint, credentials });

    expect(await whoIs(credentials)).toEqual({ identity: ALICE, role: 'Reader' });
    await client.users.revokeKey(credentials.key.fingerprint);
    await expect(client.resources.list(types.Cluster)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('waits in vain for an address nobody has', async () => {
    const login = temporaryUserCredentials({
      endpoint: sandbox.endpoint,
      identity: 'nobody@example.com',
      timeoutMs: 300,
      onLoginUrl: () => {},
    });

    await expect(login).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });
});
