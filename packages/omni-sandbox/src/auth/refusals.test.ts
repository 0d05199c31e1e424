import {
  createServiceAccountKey,
  draftOf,
  parseServiceAccountKey,
  resourceFromDraft,
  types,
} from '@fleetwright/omni-core';
import { authService, managementService, resourceService, stateService } from '@fleetwright/omni-core/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { type CallVariation, SignedCalls } from '../testing/signed-call.ts';
import { callUnary, outcomeOf } from '../testing/unary-call.ts';

const OMNI = { runtime: 'Omni' } as const;
const CURRENT_USER = { namespace: 'virtual', type: types.CurrentUser.type, id: 'current' };
const EULA = { namespace: 'default', type: types.EulaAcceptance.type, id: 'eula' };
const AUTH_CONFIG = { namespace: 'default', type: types.AuthConfig.type, id: 'auth-config' };
const INVALID = '16 invalid signature';

const without = (name: string): CallVariation => ({ metadata: (metadata) => metadata.remove(name) });
const signature = (change: (header: string) => string): CallVariation => ({
  metadata: (metadata) => metadata.set('x-sidero-signature', change(String(metadata.get('x-sidero-signature')))),
});

function wrapped(text: string): string {
  return `failed to validate: 1 error occurred:\n\t* ${text}\n\n`;
}

/** One resource of a type, with nothing in its spec. */
function emptyResource(type: string, id: string) {
  const metadata = { namespace: 'default', type, id, version: 'undefined', phase: 'running' };
  return { metadata, spec: { protoSpec: new Uint8Array(), yamlSpec: '' } };
}

describe('refusals of a server whose EULA is accepted', () => {
  let sandbox: Sandbox;
  let admin: SignedCalls;
  let reader: SignedCalls;
  let stranger: SignedCalls;

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: { machines: 0 } });
    admin = await SignedCalls.open(sandbox);
    const readerKey = await sandbox.createAccount('reader', 'Reader');
    reader = new SignedCalls(sandbox.endpoint, await parseServiceAccountKey(readerKey));
    const { serviceAccountKey } = await createServiceAccountKey({ name: 'stranger' });
    stranger = new SignedCalls(sandbox.endpoint, await parseServiceAccountKey(serviceAccountKey));
  });
  afterAll(async () => {
    for (const calls of [admin, reader, stranger]) calls[Symbol.dispose]();
    await sandbox[Symbol.asyncDispose]();
  });

  const getMe = (calls: SignedCalls, variation?: CallVariation) =>
    callUnary(calls, stateService.get, CURRENT_USER, variation);

  test.each<[string, CallVariation, string]>([
    ['a signature that does not match', signature((header) => header.replace(/.{8}$/, 'AAAAAAAA')), INVALID],
    ['no signature', without('x-sidero-signature'), INVALID],
    ['a clock six minutes off', { skewSeconds: 360 }, INVALID],
    ['a payload for other headers', { headers: { context: 'a' }, metadata: (m) => m.set('context', 'b') }, INVALID],
    ['a payload for another method', { payload: (p) => ({ ...p, method: stateService.list.path }) }, INVALID],
    ['a bad login token', { headers: { authorization: 'Bearer nonsense' } }, '16 invalid jwt'],
    ['an authorization of another kind', { headers: { authorization: 'Basic YTpi' } }, '16 invalid jwt'],
    ['a SAML session', { metadata: (metadata) => metadata.set('saml-session', 'nonsense') }, '16 invalid session'],
    [
      'a signature header of three parts',
      signature((header) => header.split(' ').slice(0, 3).join(' ')),
      '13 runtime error: index out of range in signature header',
    ],
    [
      'a bad signature before a bad token',
      { ...without('x-sidero-payload'), headers: { authorization: 'Bearer nonsense' } },
      INVALID,
    ],
  ])('%s', async (_name, variation, expected) => {
    expect(await outcomeOf(getMe(admin, variation))).toBe(expected);
  });

  test('a key nobody registered', async () => {
    expect(await outcomeOf(getMe(stranger))).toBe(INVALID);
  });

  test('a key nobody confirmed', async () => {
    const { serviceAccountKey, armoredPublicKey } = await createServiceAccountKey({ name: 'unconfirmed' });
    const credentials = await parseServiceAccountKey(serviceAccountKey);
    await callUnary(admin, managementService.createServiceAccount, {
      armoredPgpPublicKey: armoredPublicKey,
      name: 'unconfirmed',
      role: 'Reader',
    });
    const registered = sandbox.state.find(types.PublicKey, credentials.key.fingerprint);
    if (registered === undefined) throw new Error('the key is not there');
    using calls = new SignedCalls(sandbox.endpoint, credentials);
    const before = await outcomeOf(getMe(calls));
    const draft = draftOf(registered);
    draft.spec.confirmed = false;
    sandbox.state.put(resourceFromDraft(registered, draft));

    expect(before).toBe('OK');
    expect(await outcomeOf(getMe(calls))).toBe(INVALID);
  });

  test('a login token of another server', async () => {
    await using other = await startSandbox({ seed: { machines: 0 } });
    const authorization = `Bearer ${await other.confirmationToken('a@example.com')}`;

    expect(await outcomeOf(getMe(admin, { headers: { authorization } }))).toBe('16 invalid jwt');
  });

  test('a role too low, for a resource and for an RPC', async () => {
    const resource = emptyResource(types.Cluster.type, 'x');
    const insufficient = 'unauthorized: access denied: insufficient role: "Reader"';

    expect(await outcomeOf(callUnary(reader, stateService.create, { resource }))).toBe(
      `7 ${wrapped(`rpc error: code = PermissionDenied desc = ${insufficient}`)}`,
    );
    expect(await outcomeOf(callUnary(reader, managementService.listServiceAccounts, {}))).toBe(`7 ${insufficient}`);
  });

  test('a role that is not on the list of an RPC that names its roles', async () => {
    expect(await outcomeOf(callUnary(reader, managementService.createSchematicFromRaw, {}))).toBe(
      '7 unauthorized: role "Reader" is not one of the allowed roles [InfraProvider Operator Admin]',
    );
  });

  test.each([
    ['a type nobody may see', types.BackupData.type, 'no access is permitted'],
    ['a type only to be read', types.AuthConfig.type, 'only read access is permitted'],
  ])('%s', async (_name, type, text) => {
    const resource = emptyResource(type, 'x');

    expect(await outcomeOf(callUnary(admin, stateService.create, { resource }))).toBe(
      `7 ${wrapped(`rpc error: code = PermissionDenied desc = ${text}`)}`,
    );
  });

  test('a resource call that names no runtime, or one that is not here', async () => {
    const get = (headers: Readonly<Record<string, string>>) =>
      outcomeOf(callUnary(admin, resourceService.get, EULA, { headers }));

    expect(await get({})).toBe('3 missing runtime metadata');
    expect(await get({ runtime: 'Kubernetes' })).toMatch(/^12 /);
    expect(await get({ runtime: 'Nonsense' })).toMatch(/^3 /);
    expect(await get(OMNI)).toBe('OK');
  });

  const unsigned = { unsigned: true, headers: OMNI } as const;
  test('no signature is needed for what the login page reads, and only there', async () => {
    const outcomes = await Promise.all(
      [
        callUnary(admin, resourceService.get, EULA, unsigned),
        callUnary(admin, resourceService.get, AUTH_CONFIG, unsigned),
        callUnary(admin, resourceService.list, EULA, unsigned),
        callUnary(admin, resourceService.get, CURRENT_USER, unsigned),
        callUnary(admin, resourceService.update, {}, unsigned),
        callUnary(admin, stateService.get, EULA, unsigned),
        callUnary(admin, resourceService.get, EULA, { headers: OMNI, ...without('x-sidero-payload') }),
        callUnary(admin, resourceService.get, EULA, { unsigned: true }),
      ].map(outcomeOf),
    );

    const missing = 'rpc error: code = Unauthenticated desc = unauthenticated: missing valid signature';
    expect(outcomes).toEqual([
      'OK',
      'OK',
      'OK',
      `16 ${wrapped(missing)}`,
      INVALID,
      INVALID,
      INVALID,
      '3 missing runtime metadata',
    ]);
  });
});

describe('a server whose EULA is pending', () => {
  const accept = (spec: unknown, id = 'eula') => ({ metadata: { ...EULA, id }, spec: JSON.stringify(spec) });
  const unsigned = { unsigned: true, headers: OMNI } as const;

  test('refuses everything, whatever else is wrong, until somebody accepts it', async () => {
    await using sandbox = await startSandbox({ eula: 'pending', seed: { machines: 0 } });
    using calls = await SignedCalls.open(sandbox);
    const pending = `9 EULA has not been accepted; accept it at ${sandbox.endpoint}/eula`;
    const create = (resource: ReturnType<typeof accept>) =>
      outcomeOf(callUnary(calls, resourceService.create, { resource }, unsigned));

    const before = await Promise.all(
      [
        callUnary(calls, stateService.get, CURRENT_USER),
        callUnary(calls, stateService.get, CURRENT_USER, { unsigned: true }),
        callUnary(calls, stateService.get, CURRENT_USER, { headers: { authorization: 'Bearer nonsense' } }),
        callUnary(calls, managementService.omniconfig, {}),
        callUnary(calls, authService.registerPublicKey, {}, unsigned),
        callUnary(calls, resourceService.get, CURRENT_USER, { headers: OMNI }),
      ].map(outcomeOf),
    );
    const readable = await outcomeOf(callUnary(calls, resourceService.get, AUTH_CONFIG, unsigned));
    const refused = [await create(accept({})), await create(accept({ accepted_by_name: 'A' }, 'other'))];
    const accepted = await create(accept({ accepted_by_name: 'A', accepted_by_email: 'a@example.com' }));
    const again = await create(accept({ accepted_by_name: 'B', accepted_by_email: 'b@example.com' }));
    const after = await outcomeOf(callUnary(calls, stateService.get, CURRENT_USER));

    expect(new Set(before)).toEqual(new Set([pending]));
    expect(readable).toBe('OK');
    expect(refused).toEqual([expect.stringMatching(/^3 .*2 errors/), expect.stringMatching(/^3 .*2 errors/)]);
    expect([accepted, again, after]).toEqual(['OK', expect.stringMatching(/^6 /), 'OK']);
    expect(sandbox.state.find(types.EulaAcceptance, 'eula')?.spec).toEqual({
      acceptedByName: 'A',
      acceptedByEmail: 'a@example.com',
    });
  });
});
