import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Credentials } from '../auth/credentials.ts';
import { parseServiceAccountKey } from '../auth/service-account-key.ts';
import { fromAbort } from '../errors/from-abort.ts';
import { OmniError } from '../errors/omni-error.ts';
import { awsFailure } from './aws-failure.ts';
import { keyInSecret } from './key-in-secret.ts';

/** How the secret is fetched. */
export interface SecretsManagerKeyOptions {
  /** Client to use, for example one for another region. @default a client made from the environment */
  readonly client?: Pick<SecretsManagerClient, 'send'>;
  readonly signal?: AbortSignal;
  /** Which version of the secret. @default 'AWSCURRENT' */
  readonly versionStage?: 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING' | (string & {});
}

/**
 * Reads a service account key from AWS Secrets Manager. The secret holds the value of `OMNI_SERVICE_ACCOUNT_KEY`, bare
 * or as JSON under `key` or `OMNI_SERVICE_ACCOUNT_KEY`. Loads the AWS client on first use. Reads each time it is
 * called: caching is up to the caller, who knows when to look for a rotated key.
 *
 * @param secretId name or ARN
 * @throws {OmniError} `configuration_invalid` when the secret cannot be found, read or understood, `access_denied`,
 *   `unavailable`, `cancelled`; `credentials_invalid` when it holds no usable key. No error repeats the secret.
 */
export async function serviceAccountKeyFromSecretsManager(
  secretId: string,
  options: SecretsManagerKeyOptions = {},
): Promise<Credentials> {
  return parseServiceAccountKey(keyInSecret(await readSecret(secretId, options), secretId));
}

async function readSecret(secretId: string, options: SecretsManagerKeyOptions): Promise<string> {
  const { signal, versionStage = 'AWSCURRENT' } = options;
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const own = options.client === undefined ? new SecretsManagerClient({}) : undefined;
  const client = options.client ?? own;
  try {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: versionStage });
    const answer = await client?.send(command, signal === undefined ? {} : { abortSignal: signal });
    if (answer?.SecretString !== undefined) return answer.SecretString;
    if (answer?.SecretBinary !== undefined) return Buffer.from(answer.SecretBinary).toString('utf8');
  } catch (error) {
    if (signal?.aborted) throw fromAbort(signal, `reading secret ${secretId}`);
    throw awsFailure(error, secretId);
  } finally {
    own?.destroy();
  }
  throw new OmniError('configuration_invalid', `The secret ${secretId} is empty`, {
    hint: 'Store the value of OMNI_SERVICE_ACCOUNT_KEY in it.',
  });
}
