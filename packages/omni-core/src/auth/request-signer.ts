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

/** What the signer takes from outside. */
export interface RequestSignerOptions {
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/** Omni goes on accepting a key for five minutes after its expiry; within them the server has the last word. */
const EXPIRY_GRACE_MS = 5 * 60_000;
/** Signatures kept at most, so that a busy second full of different requests does not fill the heap. */
const REMEMBERED = 256;

type Signed = SignatureHeaders | Promise<SignatureHeaders>;

/**
 * Makes a signer. Within one second all requests of the same method and metadata share one signature: the protocol has
 * no nonce and does not sign the message, so this gives nothing away that a single request would not.
 */
export function createRequestSigner(
  { identity, key }: Credentials,
  { now = Date.now }: RequestSignerOptions = {},
): RequestSigner {
  const signer = `siderov1 ${identity} ${key.fingerprint} `;
  let second = 0;
  let signed = new Map<string, Signed>();

  const headers = (timestamp: number, payload: string, signature: Uint8Array): SignatureHeaders => ({
    'x-sidero-timestamp': String(timestamp),
    'x-sidero-payload': payload,
    'x-sidero-signature': signer + base64(signature),
  });

  const signPayload = (timestamp: number, payload: string): Signed => {
    const signature = key.sign(Buffer.from(payload));
    if (signature instanceof Uint8Array) return headers(timestamp, payload, signature);
    return signature.then(
      (bytes) => headers(timestamp, payload, bytes),
      () => {
        throw unusable(identity);
      },
    );
  };

  /** Answers with the signature of the same subject in the same second, if there is one. */
  const once = (subject: string, timestamp: number, payload: () => string): Signed => {
    if (timestamp !== second || signed.size === REMEMBERED) {
      second = timestamp;
      signed = new Map();
    }
    const known = signed.get(subject);
    if (known !== undefined) return known;
    const result = signPayload(timestamp, payload());
    signed.set(subject, result);
    return result;
  };

  return {
    sign(method, metadata) {
      const time = now();
      if (key.expires !== undefined && time > key.expires.getTime() + EXPIRY_GRACE_MS)
        throw expired(identity, key.expires);
      const timestamp = Math.floor(time / 1000);
      // Nearly all requests: their method tells them apart, so that a repeated one costs no payload.
      if (isEmpty(metadata)) return once(method, timestamp, () => requestPayload(method, metadata, timestamp));
      const payload = requestPayload(method, metadata, timestamp);
      return once(payload, timestamp, () => payload);
    },
  };
}

function isEmpty(metadata: RequestMetadata): boolean {
  for (const _ in metadata) return false;
  return true;
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
