import { beforeAll, describe, expect, it } from 'vitest';
import { createServiceAccountKey } from './create-service-account-key.ts';
import type { Credentials } from './credentials.ts';
import { requestPayload } from './request-payload.ts';
import { createRequestSigner } from './request-signer.ts';
import { parseServiceAccountKey } from './service-account-key.ts';

const METHOD = '/cosi.resource.State/Get';
let credentials: Credentials;

beforeAll(async () => {
  const made = await createServiceAccountKey({ name: 'automation', lifetimeMs: 3_600_000 });
  credentials = await parseServiceAccountKey(made.serviceAccountKey);
});

describe('requestPayload', () => {
  it('keeps list shapes and writes null for what is absent or empty', () => {
    const payload = requestPayload(METHOD, { nodes: ['a', 'b'], context: [] }, 5);

    expect(JSON.parse(payload)).toMatchObject({
      headers: { nodes: ['a', 'b'], context: null, authorization: null, 'x-sidero-timestamp': ['5'] },
      method: METHOD,
    });
  });

  it('never gives fieldSelectors a value, because the server would refuse it', () => {
    const payload = requestPayload(METHOD, { fieldSelectors: ['x'], fieldselectors: ['x'] }, 5);

    expect(JSON.parse(payload).headers.fieldSelectors).toBeNull();
  });

  it('is printable ASCII', () => {
    const payload = requestPayload(METHOD, { context: ['größe 🚀'] }, 5);

    expect(payload).toMatch(/^[ -~]*$/);
    expect(JSON.parse(payload).headers.context).toEqual(['größe 🚀']);
  });
});

describe('createRequestSigner', () => {
  it('signs the payload it sends, in the four-part header', async () => {
    const signer = createRequestSigner(credentials, { now: () => 1_700_000_000_900 });

    const headers = await signer.sign(METHOD, {});

    expect(headers['x-sidero-timestamp']).toBe('1700000000');
    expect(headers['x-sidero-payload']).toBe(requestPayload(METHOD, {}, 1_700_000_000));
    expect(headers['x-sidero-signature'].split(' ')).toEqual([
      'siderov1',
      'automation',
      credentials.key.fingerprint,
      expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
    ]);
  });

  it('shares one signature among equal requests of the same second, and only those', async () => {
    let now = 1_700_000_000_000;
    const signer = createRequestSigner(credentials, { now: () => now });

    const first = await signer.sign(METHOD, {});
    const same = await signer.sign(METHOD, {});
    const otherMetadata = await signer.sign(METHOD, { context: ['demo'] });
    now += 1000;
    const later = await signer.sign(METHOD, {});

    expect(same).toBe(first);
    expect(otherMetadata).not.toEqual(first);
    expect(later).not.toEqual(first);
  });

  it('signs each of more different requests in a second than it remembers', async () => {
    const signer = createRequestSigner(credentials, { now: () => 1_700_000_000_000 });
    const methods = Array.from({ length: 1000 }, (_, index) => `/cosi.resource.State/Get${index}`);

    const signed = await Promise.all(methods.map((method) => signer.sign(method, {})));

    expect(signed.map((headers) => JSON.parse(headers['x-sidero-payload']).method)).toEqual(methods);
    expect(new Set(signed.map((headers) => headers['x-sidero-signature'])).size).toBe(1000);
  });

  it('goes on for five minutes after the expiry, then refuses', async () => {
    const expires = credentials.key.expires?.getTime() ?? 0;
    const within = createRequestSigner(credentials, { now: () => expires + 299_000 });
    const after = createRequestSigner(credentials, { now: () => expires + 301_000 });

    await expect(Promise.resolve(within.sign(METHOD, {}))).resolves.toBeDefined();
    expect(() => after.sign(METHOD, {})).toThrow(
      expect.objectContaining({ code: 'credentials_expired', hint: expect.stringContaining('Renew') }),
    );
  });
});
