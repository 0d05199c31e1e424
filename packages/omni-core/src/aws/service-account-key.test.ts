import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createServiceAccountKey } from '../auth/create-service-account-key.ts';
import { serviceAccountKeyFromSecretsManager } from './service-account-key.ts';

type Answer = { readonly status: number; readonly body: object };

let answer: (request: { SecretId: string; VersionStage: string }) => Answer | Promise<Answer>;
let client: SecretsManagerClient;
let key: string;

// A local endpoint that speaks the Secrets Manager protocol; the AWS client is the real one.
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = await request.toArray();
  const { status, body } = await answer(JSON.parse(Buffer.concat(chunks).toString()));
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
});

beforeAll(async () => {
  key = (await createServiceAccountKey({ name: 'automation' })).serviceAccountKey;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
});

beforeEach(() => {
  answer = () => ({ status: 500, body: {} });
});

afterAll(() => {
  client.destroy();
  server.close();
});

const secret = (SecretString: string) => () => ({ status: 200, body: { SecretString } });
const failure = (type: string) => () => ({ status: 400, body: { __type: type, message: 'no' } });

describe('serviceAccountKeyFromSecretsManager', () => {
  it('accepts the bare value, and JSON that contains it', async () => {
    for (const text of [key, ` ${key}\n`, JSON.stringify({ key }), JSON.stringify({ OMNI_SERVICE_ACCOUNT_KEY: key })]) {
      answer = secret(text);

      expect((await serviceAccountKeyFromSecretsManager('omni/key', { client })).identity).toBe('automation');
    }
  });

  it('asks for the current version unless told otherwise', async () => {
    const asked: object[] = [];
    answer = (request) => {
      asked.push(request);
      return secret(key)();
    };

    await serviceAccountKeyFromSecretsManager('omni/key', { client });
    await serviceAccountKeyFromSecretsManager('omni/key', { client, versionStage: 'AWSPREVIOUS' });

    expect(asked).toEqual([
      { SecretId: 'omni/key', VersionStage: 'AWSCURRENT' },
      { SecretId: 'omni/key', VersionStage: 'AWSPREVIOUS' },
    ]);
  });

  it.each([
    ['ResourceNotFoundException', 'configuration_invalid'],
    ['AccessDeniedException', 'access_denied'],
    ['DecryptionFailure', 'access_denied'],
    ['InternalServiceError', 'unavailable'],
    ['InvalidRequestException', 'configuration_invalid'],
    ['CredentialsProviderError', 'configuration_invalid'],
  ])('turns %s into %s, with a hint', async (type, code) => {
    answer = failure(type);

    await expect(serviceAccountKeyFromSecretsManager('omni/key', { client })).rejects.toMatchObject({
      code,
      message: expect.stringContaining('omni/key'),
      hint: expect.any(String),
    });
  });

  it('reads a secret that was stored as bytes', async () => {
    answer = () => ({ status: 200, body: { SecretBinary: Buffer.from(key).toString('base64') } });

    expect((await serviceAccountKeyFromSecretsManager('omni/key', { client })).identity).toBe('automation');
  });

  it('says what a secret without a value is', async () => {
    answer = () => ({ status: 200, body: {} });

    await expect(serviceAccountKeyFromSecretsManager('omni/key', { client })).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: 'The secret omni/key is empty',
    });
  });

  it('asks for a region when the AWS client it makes has none', async () => {
    const environment = { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, AWS_CONFIG_FILE: '/nonexistent' };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());

    await expect(serviceAccountKeyFromSecretsManager('omni/key')).rejects.toMatchObject({
      code: 'configuration_invalid',
      hint: expect.stringContaining('AWS_REGION'),
    });
  });

  it('stops when the signal fires', async () => {
    const abort = new AbortController();
    answer = () => {
      abort.abort(new Error('enough'));
      return new Promise(() => {});
    };

    await expect(
      serviceAccountKeyFromSecretsManager('omni/key', { client, signal: abort.signal }),
    ).rejects.toMatchObject({ code: 'cancelled', cause: { message: 'enough' } });
  });

  it('never repeats the secret in an error', async () => {
    const canary = 'CANARYCANARYCANARY';
    for (const text of [
      canary,
      `{"key": "${canary}"`,
      JSON.stringify({ other: canary }),
      JSON.stringify({ key: canary }),
    ]) {
      answer = secret(text);

      const error = await serviceAccountKeyFromSecretsManager('omni/key', { client }).catch(
        (caught: unknown) => caught,
      );

      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('CANARY');
    }
  });
});
