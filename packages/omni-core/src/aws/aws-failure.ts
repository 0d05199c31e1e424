import { OmniError } from '../errors/omni-error.ts';

/** What Secrets Manager's errors mean to the person who configured the secret. */
const MEANINGS: Readonly<
  Record<string, { readonly code: OmniError['code']; readonly says: string; readonly hint: string }>
> = {
  ResourceNotFoundException: {
    code: 'configuration_invalid',
    says: 'does not exist, or has no such version',
    hint: 'Check the name or ARN, the region and the account.',
  },
  AccessDeniedException: {
    code: 'access_denied',
    says: 'may not be read by this role',
    hint: 'Allow secretsmanager:GetSecretValue on the secret, and kms:Decrypt on its key when it has its own.',
  },
  DecryptionFailure: {
    code: 'access_denied',
    says: 'cannot be decrypted',
    hint: 'Allow kms:Decrypt on the key of the secret.',
  },
  InvalidRequestException: {
    code: 'configuration_invalid',
    says: 'cannot be read in its present state',
    hint: 'Check that the secret is not scheduled for deletion.',
  },
  CredentialsProviderError: {
    code: 'configuration_invalid',
    says: 'cannot be read without AWS credentials',
    hint: 'Give this process AWS credentials: a role in Lambda, a profile or variables elsewhere.',
  },
};

/** The error for a failed read. Keeps the AWS error as cause: it names the request, never the secret's value. */
export function awsFailure(error: unknown, secretId: string): OmniError {
  const name = error instanceof Error ? error.name : '';
  const meaning = MEANINGS[name];
  if (meaning !== undefined) {
    return new OmniError(meaning.code, `The secret ${secretId} ${meaning.says}`, { cause: error, hint: meaning.hint });
  }
  if (error instanceof Error && /region/i.test(error.message)) {
    return new OmniError('configuration_invalid', `The secret ${secretId} cannot be read: no AWS region is set`, {
      cause: error,
      hint: 'Set AWS_REGION, or pass a client.',
    });
  }
  return new OmniError('unavailable', `The secret ${secretId} could not be read${name === '' ? '' : `: ${name}`}`, {
    cause: error,
    hint: 'Check the network path to Secrets Manager, then try again.',
  });
}
