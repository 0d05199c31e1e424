import { arch, platform } from 'node:os';
import type { Credentials } from '../auth/credentials.ts';
import { generatePgpKey } from '../auth/generate-pgp-key.ts';
import { createPlainKey, MAX_USER_KEY_LIFETIME_MS } from '../auth/plain-key.ts';
import { readSigningKey } from '../auth/read-signing-key.ts';
import { parseEndpoint } from '../config/endpoint.ts';
import { CredentialsError } from '../errors/call-errors.ts';
import { OmniError } from '../errors/omni-error.ts';
import { UNSIGNED } from '../transport/header-source.ts';
import { openConnection } from '../transport/open-connection.ts';
import type { TlsOptions } from '../transport/tls-options.ts';
import type { Transport } from '../transport/transport.ts';
import type { TransportKind } from '../transport/transport-kind.ts';
import { keyDirectory } from './key-directory.ts';
import type { KeyStore } from './key-store.ts';
import {
  LOGIN_TIMEOUT_MS,
  notConfirmed,
  type RegisterKeyOptions,
  type RegistrableKey,
  registerKey,
} from './register-key.ts';
import { shareLogin } from './share-login.ts';

/** Which Omni a person logs in to, how, and where the key is kept. */
export interface UserCredentialsOptions extends RegisterKeyOptions {
  /** URL of the Omni, as in the omniconfig. */
  readonly endpoint: string;
  /** Context of the omniconfig the key is stored for. @default 'default' */
  readonly context?: string;
  /** Where the key is kept. @default the files omnictl uses */
  readonly keyStore?: KeyStore;
  readonly tls?: TlsOptions;
  /** How calls travel. See {@link TransportKind}. @default 'grpc' */
  readonly transport?: TransportKind;
  /** How long a new key is valid, in milliseconds; at most 8 hours. @default 4 hours */
  readonly lifetimeMs?: number;
  /** Name in the user id of a new key. @default 'fleetwright' */
  readonly clientName?: string;
  /** Log in even if the stored key could still be used. @default false */
  readonly renew?: boolean;
}

/** As long as omnictl makes its keys. */
const LIFETIME_MS = 4 * 60 * 60_000;
/** A key that is about to end is not worth starting with. */
const LEAST_REMAINING_MS = 60_000;

/**
 * Credentials of a person: the stored key as long as it is valid, otherwise a new one, for which the person logs in
 * with a browser. It is stored once it is confirmed, so that what is stored can be used. Calls of one process that ask
 * for the same at the same time share one login; other processes, omnictl among them, have their own.
 *
 * @throws {DeadlineError} when nobody confirmed the login in time
 * @throws {OmniError} `configuration_invalid`, `invalid_argument`, `unavailable`, `cancelled`
 */
export async function userCredentials(options: UserCredentialsOptions): Promise<Credentials> {
  const { identity, context = 'default', keyStore = keyDirectory(), renew = false } = options;
  requireIdentity(identity);
  const owner = { context, identity };
  if (!renew) {
    const stored = await readValid(await keyStore.read(owner), identity);
    if (stored !== undefined) return stored;
  }
  const { armoredPrivateKey, key } = await logIn('pgp', options, async (login) => {
    const { lifetimeMs = LIFETIME_MS, clientName = 'fleetwright' } = options;
    const made = await generatePgpKey({
      userId: { name: clientName, comment: `${platform()}/${arch()}`, email: identity },
      lifetimeMs,
      maxLifetimeMs: MAX_USER_KEY_LIFETIME_MS,
    });
    const key = await readSigningKey(made.armoredPrivateKey);
    if (key === undefined) throw new CredentialsError('credentials_invalid', 'The new key cannot be used');
    await login(made);
    return { armoredPrivateKey: made.armoredPrivateKey, key };
  });
  await keyStore.write(owner, armoredPrivateKey);
  return { identity, key };
}

/** Which Omni a person logs in to, and how. */
type LoginOptions = Omit<UserCredentialsOptions, 'context' | 'keyStore' | 'renew'>;

/** Which Omni a person logs in to, and how. */
export type TemporaryCredentialsOptions = Omit<UserCredentialsOptions, 'context' | 'keyStore' | 'clientName' | 'renew'>;

/**
 * Credentials of a person for this process alone: a plain ECDSA key that is stored nowhere and needs no OpenPGP.
 *
 * @throws {DeadlineError} when nobody confirmed the login in time
 * @throws {OmniError} `configuration_invalid`, `invalid_argument`, `unavailable`, `cancelled`
 */
export async function temporaryUserCredentials(options: TemporaryCredentialsOptions): Promise<Credentials> {
  const { identity, lifetimeMs = LIFETIME_MS } = options;
  requireIdentity(identity);
  return logIn('plain', options, async (login) => {
    const made = createPlainKey({ lifetimeMs });
    await login(made);
    return { identity, key: made.key };
  });
}

/** One login for all who ask for the same key at the same time; the first of them is told where to log in. */
function logIn<T>(
  kind: 'pgp' | 'plain',
  options: LoginOptions,
  makeKey: (login: (key: RegistrableKey) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const { identity, role, lifetimeMs, clientName, timeoutMs = LOGIN_TIMEOUT_MS, signal, onLoginUrl } = options;
  const { url } = parseEndpoint(options.endpoint);
  const late = (cause: OmniError): OmniError => notConfirmed(identity, cause);
  const wait = { ...(signal && { signal }), timeoutMs, subject: `the login of ${identity}`, late };
  return shareLogin(
    JSON.stringify([kind, url, identity, role, lifetimeMs, clientName]),
    wait,
    async (everybodyLeft) => {
      await using transport = unsignedTransport(options);
      // Somebody may wait longer than the first.
      const call = { signal: everybodyLeft, timeoutMs: Math.max(timeoutMs, LOGIN_TIMEOUT_MS) };
      const register = { identity, onLoginUrl, ...(role !== undefined && { role }), ...call };
      return await makeKey((key) => registerKey(transport, key, register));
    },
  );
}

/** A stored text that is no key is as good as none. */
async function readValid(armored: string | undefined, identity: string): Promise<Credentials | undefined> {
  if (armored === undefined) return undefined;
  const key = await readSigningKey(armored);
  if (key?.expires === undefined || key.expires.getTime() - Date.now() < LEAST_REMAINING_MS) return undefined;
  return { identity, key };
}

function unsignedTransport({ endpoint, tls, transport = 'grpc' }: LoginOptions): Transport {
  return openConnection(transport, {
    endpoint: parseEndpoint(endpoint),
    signer: UNSIGNED,
    ...(tls === undefined ? {} : { tls }),
  });
}

/** It travels in a header that is split at blanks. */
function requireIdentity(identity: string): void {
  if (/^[!-~]+@[!-~]+$/.test(identity)) return;
  throw new OmniError('invalid_argument', `${JSON.stringify(identity)} is not the address of a user`, {
    hint: 'Use the address the user logs in to Omni with, as the omniconfig says it.',
  });
}
