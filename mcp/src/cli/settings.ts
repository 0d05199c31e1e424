import { readFile } from 'node:fs/promises';
import {
  credentialsFromEnvironment,
  type Environment,
  endpointFromEnvironment,
  OmniClient,
  OmniError,
} from '@fleetwright/omni-core';
import type { ConfirmMode } from '../catalogue/services.ts';
import type { Access } from '../catalogue/tier.ts';
import type { OmniInstance } from '../server/omni-instance.ts';

/** Flags that both ways to serve share. */
export interface CommonFlags {
  readonly access: Access;
  readonly confirm: ConfirmMode;
  readonly tools?: readonly string[];
  readonly endpoint?: string;
  readonly ca?: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly logLevel: string;
}

/** An Omni with the clients made for it; disposing closes them. */
export interface OpenInstance extends AsyncDisposable {
  readonly instance: OmniInstance;
}

/** Name of the variable with the key used for writing, when that is another service account. */
export const WRITE_KEY_VARIABLE = 'OMNI_WRITE_SERVICE_ACCOUNT_KEY';

/**
 * Makes the clients: one that cannot write, and one for writing when the access level asks for it.
 * @throws {OmniError} `configuration_invalid`, `credentials_invalid`, `credentials_expired`
 */
export async function openInstance(flags: CommonFlags, env: Environment): Promise<OpenInstance> {
  const endpoint = flags.endpoint ?? endpointFromEnvironment(env);
  const tls = {
    ...(flags.ca === undefined ? {} : { ca: await readCa(flags.ca) }),
    insecureSkipVerify: flags.insecureSkipTlsVerify,
  };
  const credentials = await credentialsFromEnvironment(env);
  const reader = new OmniClient({ endpoint, credentials, tls, readOnly: true });
  if (flags.access === 'read') return { instance: { reader }, [Symbol.asyncDispose]: () => dispose(reader) };
  const writeKey = env[WRITE_KEY_VARIABLE];
  const writing = writeKey ? await credentialsFromEnvironment({ OMNI_SERVICE_ACCOUNT_KEY: writeKey }) : credentials;
  const writer = new OmniClient({ endpoint, credentials: writing, tls });
  return { instance: { reader, writer }, [Symbol.asyncDispose]: () => dispose(reader, writer) };
}

async function dispose(...clients: readonly OmniClient[]): Promise<void> {
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
}

async function readCa(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new OmniError('configuration_invalid', `Cannot read the CA file ${path}.`, {
      hint: 'Give --ca the path of a PEM file.',
      cause,
    });
  }
}
