import { parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { messageCodec } from '@fleetwright/omni-core/wire';
import type { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { type CallVariation, SignedCalls } from '../testing/signed-call.ts';

const GET = '/cosi.resource.State/Get';
const LIST_ACCOUNTS = '/management.ManagementService/ListServiceAccounts';
const REQUEST = messageCodec('cosi.resource.GetRequest').encode({
  namespace: 'virtual',
  type: types.CurrentUser.type,
  id: 'current',
});

let sandbox: Sandbox;
let calls: SignedCalls;
let now = () => new Date();

beforeAll(async () => {
  sandbox = await startSandbox({ clock: () => now(), seed: { machines: 0 } });
  calls = await SignedCalls.open(sandbox);
});
afterAll(async () => {
  calls[Symbol.dispose]();
  await sandbox[Symbol.asyncDispose]();
});

async function outcome(variation: CallVariation = {}, by = calls): Promise<string> {
  try {
    await by.unary(GET, REQUEST, variation);
    return 'OK';
  } catch (error) {
    const { code, details } = error as { code: number; details: string };
    return `${code} ${details}`;
  }
}

const REFUSED = '16 invalid signature';

describe('a call is answered', () => {
  test.each<[string, CallVariation]>([
    ['when it is signed', {}],
    ['with absent headers written as null', { payload: (p) => ({ ...p, headers: { ...p.headers, nodes: null } }) }],
    ['with other key order, blanks and extra keys', { payload: ({ headers, method }) => ({ x: 1, method, headers }) }],
    ['with extra header names in the payload', { payload: (p) => ({ ...p, headers: { ...p.headers, more: ['x'] } }) }],
    ['with a signed context header', { headers: { context: 'demo' } }],
    [
      'with an unsigned node header',
      { headers: { node: 'n' }, payload: ({ method, headers: { node: _, ...headers } }) => ({ method, headers }) },
    ],
    ['four minutes early', { skewSeconds: 240 }],
    ['four minutes late', { skewSeconds: -240 }],
    [
      'under any identity',
      {
        metadata: (m) =>
          m.set(
            'x-sidero-signature',
            String(m.get('x-sidero-signature')).replace(/^siderov1 \S+/, 'siderov1 somebody'),
          ),
      },
    ],
  ])('%s', async (_name, variation) => {
    expect(await outcome(variation)).toBe('OK');
  });
});

describe('a call is refused as unauthenticated, without a reason,', () => {
  const without = (name: string): CallVariation => ({ metadata: (m) => m.remove(name) });
  test.each<[string, CallVariation]>([
    ['without a signature', without('x-sidero-signature')],
    ['without a payload', without('x-sidero-payload')],
    ['without a timestamp', without('x-sidero-timestamp')],
    ['with a payload that is no JSON', { metadata: (m) => m.set('x-sidero-payload', '{') }],
    [
      'with a payload changed after signing',
      // Within, since blanks at the end of a header do not survive HTTP/1.1.
      { metadata: (m) => m.set('x-sidero-payload', `${m.get('x-sidero-payload')}`.replace('{', '{ ')) },
    ],
    ['for another method', { payload: (p) => ({ ...p, method: LIST_ACCOUNTS }) }],
    ['for a method without its slash', { payload: (p) => ({ ...p, method: p.method.slice(1) }) }],
    ['six minutes early', { skewSeconds: 360 }],
    ['six minutes late', { skewSeconds: -360 }],
    [
      'with another timestamp than the signed one',
      { metadata: (m) => m.set('x-sidero-timestamp', String(Math.floor(Date.now() / 1000) + 2)) },
    ],
    ['with a timestamp that is no number', { metadata: (m) => m.set('x-sidero-timestamp', 'now') }],
    [
      'with an absent header written as an empty list',
      { payload: (p) => ({ ...p, headers: { ...p.headers, nodes: [] } }) },
    ],
    [
      'with a signed header that was not sent',
      { payload: (p) => ({ ...p, headers: { ...p.headers, cluster: ['a'] } }) },
    ],
    ['with a header that was not signed', { metadata: (m) => m.set('context', 'demo') }],
    ['with a header of another value', { headers: { context: 'demo' }, metadata: (m) => m.set('context', 'prod') }],
    [
      'with a joined value for two headers',
      {
        payload: (p) => ({ ...p, headers: { ...p.headers, nodes: ['a,b'] } }),
        metadata: (m) => {
          m.add('nodes', 'a');
          m.add('nodes', 'b');
        },
      },
    ],
    [
      'with field selectors in the payload',
      {
        payload: (p) => ({ ...p, headers: { ...p.headers, fieldSelectors: ['x'] } }),
        metadata: (m) => m.add('fieldselectors', 'x'),
      },
    ],
    [
      'with another scheme',
      {
        metadata: (m) =>
          m.set('x-sidero-signature', String(m.get('x-sidero-signature')).replace('siderov1', 'siderov2')),
      },
    ],
    [
      'by an unknown key',
      {
        metadata: (m) =>
          m.set(
            'x-sidero-signature',
            String(m.get('x-sidero-signature')).replace(/ [0-9a-f]{40} /, ` ${'0'.repeat(40)} `),
          ),
      },
    ],
    [
      'with a signature that is no base64',
      { metadata: (m) => m.set('x-sidero-signature', `${m.get('x-sidero-signature')}!`) },
    ],
    [
      'with five parts in the header',
      { metadata: (m) => m.set('x-sidero-signature', `${m.get('x-sidero-signature')} x`) },
    ],
  ])('%s', async (_name, variation) => {
    expect(await outcome(variation)).toBe(REFUSED);
  });

  test('with every single byte of the signature flipped', async () => {
    const flipped = (at: number): CallVariation => ({
      metadata: (m) => {
        const [scheme, identity, fingerprint, signature = ''] = String(m.get('x-sidero-signature')).split(' ');
        const bytes = Buffer.from(signature, 'base64');
        bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
        m.set('x-sidero-signature', [scheme, identity, fingerprint, bytes.toString('base64')].join(' '));
      },
    });

    // The unhashed part in the middle only hints at the issuer and is not protected by the signature.
    const outcomes = await Promise.all(
      [0, 1, 2, 3, 4, 5, 10, 20, -1, -10, -40].map((at) => outcome(flipped(at < 0 ? 119 + at : at))),
    );

    expect(new Set(outcomes)).toEqual(new Set([REFUSED]));
  });

  test('by a key that has expired', async () => {
    now = () => new Date(Date.now() + 366 * 24 * 3_600_000);
    try {
      expect(await outcome({ skewSeconds: 366 * 24 * 3600 })).toBe(REFUSED);
    } finally {
      now = () => new Date();
    }
  });

  test('by a key of an account that was removed', async () => {
    using other = new SignedCalls(
      sandbox.endpoint,
      await parseServiceAccountKey(await sandbox.createAccount('gone', 'Reader')),
    );
    const before = await outcome({}, other);

    const request = messageCodec('management.DestroyServiceAccountRequest').encode({ name: 'gone' });
    await calls.unary('/management.ManagementService/DestroyServiceAccount', request);

    expect([before, await outcome({}, other)]).toEqual(['OK', REFUSED]);
  });
});

test('a signature header of fewer than four parts fails inside the server', async () => {
  const variation = { metadata: (m: Metadata) => m.set('x-sidero-signature', 'siderov1 a b') };

  expect(await outcome(variation)).toMatch(/^13 /);
});

test('the caller is told who they are', async () => {
  const bytes = await calls.unary(GET, REQUEST);

  const { resource } = messageCodec('cosi.resource.GetResponse').decode(bytes);
  const spec = messageCodec('specs.CurrentUserSpec').decode(resource?.spec?.protoSpec ?? new Uint8Array());
  expect(spec).toMatchObject({ identity: 'sandbox@serviceaccount.omni.sidero.dev', role: 'Admin' });
});
