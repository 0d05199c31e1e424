import { describe, expect, it } from 'vitest';
import { createServiceAccountKey } from '../auth/create-service-account-key.ts';
import { parseEndpoint } from './endpoint.ts';
import { credentialsFromEnvironment, endpointFromEnvironment } from './environment.ts';

describe('parseEndpoint', () => {
  it.each([
    [
      'https://omni.example.com',
      { host: 'omni.example.com', port: 443, secure: true, url: 'https://omni.example.com' },
    ],
    ['https://omni.example.com:8443/some/path?q=1', { host: 'omni.example.com', port: 8443, secure: true }],
    ['https://omni.example.com:80', { port: 80, secure: true }],
    ['http://omni.example.com', { port: 80, secure: false }],
    ['http://omni.example.com:443', { port: 443, secure: false }],
    ['grpc://127.0.0.1:8080', { host: '127.0.0.1', port: 8080, secure: false, url: 'grpc://127.0.0.1:8080' }],
    ['unix://x', { port: 80, secure: false }],
    ['https://[::1]:9', { host: '::1', port: 9, url: 'https://[::1]:9' }],
    ['  HTTPS://Omni.Example.com/  ', { host: 'omni.example.com', port: 443, secure: true }],
    ['https://user:secret@omni.example.com', { host: 'omni.example.com', url: 'https://omni.example.com' }],
  ])('reads %s', (text, expected) => {
    expect(parseEndpoint(text)).toMatchObject(expected);
  });

  it.each(['', 'omni.example.com', 'https://', 'https://a b', '<placeholder_url>', 'https://host:99999'])(
    'refuses %j with a hint',
    (text) => {
      expect(() => parseEndpoint(text)).toThrow(
        expect.objectContaining({ code: 'configuration_invalid', hint: expect.stringContaining('OMNI_ENDPOINT') }),
      );
    },
  );
});

describe('the environment', () => {
  it('prefers SIDERO_SERVICE_ACCOUNT_KEY, as the Go client does', async () => {
    const sidero = await createServiceAccountKey({ name: 'sidero' });
    const omni = await createServiceAccountKey({ name: 'omni' });

    const both = await credentialsFromEnvironment({
      SIDERO_SERVICE_ACCOUNT_KEY: sidero.serviceAccountKey,
      OMNI_SERVICE_ACCOUNT_KEY: omni.serviceAccountKey,
    });
    const one = await credentialsFromEnvironment({ OMNI_SERVICE_ACCOUNT_KEY: omni.serviceAccountKey });

    expect([both.identity, one.identity]).toEqual(['sidero', 'omni']);
  });

  it('says which variable is missing', async () => {
    await expect(credentialsFromEnvironment({ OMNI_SERVICE_ACCOUNT_KEY: ' ' })).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringContaining('OMNI_SERVICE_ACCOUNT_KEY'),
    });
    expect(() => endpointFromEnvironment({})).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  });
});
