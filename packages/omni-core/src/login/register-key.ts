import type { PlainKey } from '../auth/plain-key.ts';
import { DeadlineError } from '../errors/call-errors.ts';
import { OmniError } from '../errors/omni-error.ts';
import { timestampOf } from '../resources/timestamp.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { startDeadline } from '../transport/deadline.ts';
import { callUnary } from '../transport/rpc-call.ts';
import type { Transport } from '../transport/transport.ts';
import { authService } from '../wire/services.ts';

/** The public half of a key in one of the forms Omni takes. */
export type RegistrableKey =
  | { readonly armoredPublicKey: string }
  | Pick<PlainKey, 'publicKeyPem' | 'notBefore' | 'notAfter'>;

/** Shows a person where to log in: prints the URL, or opens a browser. The login waits for the promise. */
export type OnLoginUrl = (url: string) => void | Promise<void>;

export interface RegisterKeyOptions extends CallOptions {
  /** Address of the user. */
  readonly identity: string;
  readonly onLoginUrl: OnLoginUrl;
  /** Give the key less than the user may do; never more. @default the user's own role */
  readonly role?: string;
  /** Longest time for the whole login, in milliseconds. Omni itself gives a person five minutes. @default 300_000 */
  readonly timeoutMs?: number;
}

/** How long Omni waits for a person, in milliseconds. */
export const LOGIN_TIMEOUT_MS = 5 * 60_000;

/**
 * Registers a key and waits until its owner has confirmed it in a browser. Needs no signature.
 *
 * @param transport one that sends unsigned requests
 * @returns the id of the key, which is its fingerprint
 * @throws {DeadlineError} when nobody confirmed it, as is always so for an address Omni does not know
 * @throws {OmniError} `cancelled`, `unavailable`; `protocol` for a login URL that is none
 */
export async function registerKey(
  transport: Transport,
  key: RegistrableKey,
  options: RegisterKeyOptions,
): Promise<string> {
  const { identity, onLoginUrl, role, signal, timeoutMs = LOGIN_TIMEOUT_MS } = options;
  const resource = `the login of ${identity}`;
  const deadline = startDeadline({ ...(signal && { signal }), timeoutMs }, resource);
  const { loginUrl, publicKeyId } = await callUnary(
    transport,
    authService.registerPublicKey,
    { publicKey: publicKeyOf(key), identity: { email: identity }, role: role ?? '', skipUserRole: role !== undefined },
    { ...deadline.rest(), resource },
  );
  await onLoginUrl(checkedUrl(loginUrl));
  try {
    const confirmation = authService.awaitPublicKeyConfirmation;
    await callUnary(transport, confirmation, { publicKeyId }, { ...deadline.rest(), resource });
  } catch (error) {
    throw error instanceof DeadlineError ? notConfirmed(identity, error) : error;
  }
  return publicKeyId;
}

function publicKeyOf(key: RegistrableKey) {
  if ('armoredPublicKey' in key) return { pgpData: Buffer.from(key.armoredPublicKey) };
  const { publicKeyPem, notBefore, notAfter } = key;
  return {
    plainKey: { keyPem: publicKeyPem, notBefore: timestampOf(notBefore), notAfter: timestampOf(notAfter) },
  };
}

/** What a browser is told to open comes from the network. */
function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new OmniError('protocol', 'The login URL the server sent is not a web address');
}

/** The error of a login that nobody confirmed. */
export function notConfirmed(identity: string, cause: OmniError): DeadlineError {
  return new DeadlineError(`Nobody confirmed the login of ${identity} in time`, {
    cause,
    hint: 'Open the login URL, log in as this user, and grant access. Omni never answers for an address it does not know.',
  });
}
