import { CredentialsError } from '../errors/call-errors.ts';
import type { Credentials } from './credentials.ts';
import { type RequestMetadata, requestPayload } from './request-payload.ts';

/** The three headers that authenticate one request. Replayable for minutes: never log them. */
export type SignatureHeaders = Readonly<
  Record<'x-sidero-timestamp' | 'x-sidero-payload' | 'x-sidero-signature', string>
>;

/** Signs requests for one identity. */
export interface RequestSigner {
  /**
   * @param method full gRPC path
   * @param metadata everything else that is sent; the signature covers the parts Omni compares
   * @throws {CredentialsError} `credentials_expired`
   */
  sign(method: string, metadata: RequestMetadata): SignatureHeaders | Promise<SignatureHeaders>;
}

export interface RequestSignerOptions {
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/** Omni goes on accepting a key for five minutes after its expiry; within them the server has the last word. */
const EXPIRY_GRACE_MS = 5 * 60_000;

/**
 * Makes a signer. Within one second all requests of the same method and metadata share one signature: the protocol has
 * no nonce and does not sign the message, so this gives nothing away that a single request would not.
 */
export function createRequestSigner(
  { identity, key }: Credentials,
  { now = Date.now }: RequestSignerOptions = {},
): RequestSigner {
  let second = 0;
  let signed = new Map<string, SignatureHeaders | Promise<SignatureHeaders>>();

  const headers = (timestamp: number, payload: string, signature: Uint8Array): SignatureHeaders => ({
    'x-sidero-timestamp': String(timestamp),
    'x-sidero-payload': payload,
    'x-sidero-signature': `siderov1 ${identity} ${key.fingerprint} ${base64(signature)}`,
  });

  const signPayload = (timestamp: number, payload: string): SignatureHeaders | Promise<SignatureHeaders> => {
    const signature = key.sign(Buffer.from(payload));
    if (signature instanceof Uint8Array) return headers(timestamp, payload, signature);
    return signature.then(
      (bytes) => headers(timestamp, payload, bytes),
      () => {
        throw unusable(identity);
      },
    );
  };

  return {
    sign(method, metadata) {
      const time = now();
      if (key.expires !== undefined && time > key.expires.getTime() + EXPIRY_GRACE_MS)
        throw expired(identity, key.expires);
      const timestamp = Math.floor(time / 1000);
      if (timestamp !== second) {
        second = timestamp;
        signed = new Map();
      }
      const payload = requestPayload(method, metadata, timestamp);
      let result = signed.get(payload);
      if (result === undefined) {
        result = signPayload(timestamp, payload);
        signed.set(payload, result);
      }
      return result;
    },
  };
}

function expired(identity: string, expires: Date): CredentialsError {
  return new CredentialsError('credentials_expired', `The key of ${identity} expired on ${expires.toISOString()}`, {
    hint: identity.includes('@')
      ? 'Log in again; userCredentials makes and registers a new key.'
      : `Renew the service account (omnictl serviceaccount renew ${identity}) and store the new key.`,
  });
}

/** openpgp's own error is dropped: its text may quote key material. */
function unusable(identity: string): CredentialsError {
  return new CredentialsError('credentials_invalid', `The key of ${identity} cannot sign`, {
    hint: 'Create a new service account key with omnictl, the web interface, or createServiceAccountKey.',
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
