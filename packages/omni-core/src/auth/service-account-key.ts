import { createHash } from 'node:crypto';
import { CredentialsError } from '../errors/call-errors.ts';
import type { Credentials } from './credentials.ts';
import { readSigningKey } from './read-signing-key.ts';

/** What the environment variable holds, before base64. */
interface ServiceAccountKey {
  readonly name: string;
  readonly pgp_key: string;
}

const REMEMBERED = 16;
const HINT =
  'Pass the value omnictl printed as OMNI_SERVICE_ACCOUNT_KEY when the account was created or renewed, unchanged.';

const parsed = new Map<string, Promise<Credentials>>();

/**
 * Reads a service account key as omnictl and Omni's web interface print it: base64 of JSON with a name and an armored
 * private key. Each value is parsed once per process. The errors never repeat any part of it.
 *
 * @throws {CredentialsError} `credentials_invalid`. An expired key is accepted here and refused when it signs.
 */
export function parseServiceAccountKey(value: string): Promise<Credentials> {
  const digest = createHash('sha256').update(value).digest('base64');
  const known = parsed.get(digest);
  if (known !== undefined) return known;
  const credentials = parse(value);
  parsed.set(digest, credentials);
  for (const oldest of parsed.keys()) {
    if (parsed.size <= REMEMBERED) break;
    parsed.delete(oldest);
  }
  credentials.catch(() => parsed.delete(digest));
  return credentials;
}

/** The value parsed by {@link parseServiceAccountKey}. It contains the private key: treat it as the secret it is. */
export function printServiceAccountKey(name: string, armoredPrivateKey: string): string {
  const key: ServiceAccountKey = { name, pgp_key: armoredPrivateKey };
  return Buffer.from(JSON.stringify(key)).toString('base64');
}

async function parse(value: string): Promise<Credentials> {
  const { name, pgp_key } = decode(value);
  // The signature header is split at spaces; a fifth part makes the server fail.
  if (!/^[!-~]+$/.test(name)) throw invalid('its name is empty or contains blanks or non-ASCII characters');
  const key = await readSigningKey(pgp_key);
  if (key === undefined) throw invalid('its pgp_key is not a usable OpenPGP private key');
  return { identity: name, key };
}

function decode(value: string): ServiceAccountKey {
  const text = value.trim();
  if (text === '') throw invalid('it is empty');
  if (!/^[A-Za-z0-9+/\s]+=*$/.test(text)) throw invalid('it is not base64');
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    // No cause: JSON.parse quotes its input.
    throw invalid('the text inside the base64 is not JSON; it may be truncated');
  }
  if (!isServiceAccountKey(content)) throw invalid('the JSON lacks the texts name and pgp_key');
  return content;
}

function isServiceAccountKey(content: unknown): content is ServiceAccountKey {
  if (typeof content !== 'object' || content === null) return false;
  const { name, pgp_key } = content as Partial<Record<keyof ServiceAccountKey, unknown>>;
  return typeof name === 'string' && typeof pgp_key === 'string';
}

function invalid(reason: string): CredentialsError {
  return new CredentialsError('credentials_invalid', `The service account key cannot be used: ${reason}`, {
    hint: HINT,
  });
}
