import { CredentialsError } from '@fleetwright/omni-core';

/**
 * Stands in bundles for `openpgp`, a quarter of the worker. omni-core signs by itself with the Ed25519 keys that Omni
 * and omnictl make, and asks openpgp for every other kind.
 *
 * @throws {CredentialsError} `credentials_invalid`, always
 */
export async function readPrivateKey(): Promise<never> {
  throw new CredentialsError(
    'credentials_invalid',
    'The key of the service account is not an unprotected Ed25519 key',
    {
      hint: 'The functions read no other kind. Renew the service account with omnictl or in the web interface, and store the new key.',
    },
  );
}

/** Never reached: both need a key that {@link readPrivateKey} has read. */
export { readPrivateKey as createMessage, readPrivateKey as sign };
