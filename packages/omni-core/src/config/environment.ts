import type { Credentials } from '../auth/credentials.ts';
import { parseServiceAccountKey } from '../auth/service-account-key.ts';
import { OmniError } from '../errors/omni-error.ts';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names of the key variables, the one that wins first. Same order as Omni's Go client. */
export const SERVICE_ACCOUNT_KEY_VARIABLES = ['SIDERO_SERVICE_ACCOUNT_KEY', 'OMNI_SERVICE_ACCOUNT_KEY'] as const;

/**
 * `OMNI_ENDPOINT`, unparsed.
 * @throws {OmniError} `configuration_invalid` when it is not set
 */
export function endpointFromEnvironment(env: Environment): string {
  const endpoint = env['OMNI_ENDPOINT']?.trim();
  if (endpoint) return endpoint;
  throw new OmniError('configuration_invalid', 'OMNI_ENDPOINT is not set', {
    hint: 'Set OMNI_ENDPOINT to the URL of your Omni, for example https://example.omni.siderolabs.io.',
  });
}

/**
 * Credentials from `SIDERO_SERVICE_ACCOUNT_KEY` or, when that is not set, `OMNI_SERVICE_ACCOUNT_KEY`.
 * @throws {OmniError} `configuration_invalid` when neither is set
 * @throws {CredentialsError} `credentials_invalid` when the value cannot be read
 */
export async function credentialsFromEnvironment(env: Environment): Promise<Credentials> {
  for (const name of SERVICE_ACCOUNT_KEY_VARIABLES) {
    const value = env[name]?.trim();
    if (value) return parseServiceAccountKey(value);
  }
  throw new OmniError('configuration_invalid', 'No service account key: OMNI_SERVICE_ACCOUNT_KEY is not set', {
    hint: 'Create one with "omnictl serviceaccount create <name>" and set the variable to the key it prints.',
  });
}
