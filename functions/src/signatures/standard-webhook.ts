import { createHmac } from 'node:crypto';
import { equalSecrets } from './equal-secrets.ts';

/** How far a timestamp may be off, in seconds: five minutes, as the specification recommends. */
const TOLERANCE_S = 300;

/** The three headers of a Standard Webhooks message. */
export interface WebhookHeaders {
  readonly 'webhook-id': string;
  /** Seconds since the epoch. */
  readonly 'webhook-timestamp': string;
  /** One or more `v1,<base64>`, separated by spaces. */
  readonly 'webhook-signature': string;
}

/**
 * Signs a body the Standard Webhooks way: HMAC-SHA256 over `id.timestamp.body`. The id is signed too, so a replay cannot
 * hide behind a new one. A secret written `whsec_<base64>` is used decoded, any other as text.
 */
export function signWebhook(
  body: string | Uint8Array,
  secret: string,
  { id, at }: { readonly id: string; readonly at: Date },
): WebhookHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${digest(body, secret, id, timestamp).toString('base64')}`,
  };
}

/** Checks signature and age. False for anything missing or malformed; never says which. */
export function verifyWebhook(
  body: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  secret: string,
  now: Date,
): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !timestamp || !signatures || secret === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
  const expected = digest(body, secret, id, timestamp);
  return signatures
    .split(' ')
    .some((entry) => entry.startsWith('v1,') && equalSecrets(Buffer.from(entry.slice(3), 'base64'), expected));
}

function digest(body: string | Uint8Array, secret: string, id: string, timestamp: string): Buffer {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
