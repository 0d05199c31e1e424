import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createMessage, type Key, readKey, readSignature, verify as verifyOpenPgp } from 'openpgp';
import { StatusError } from '../status/status-error.ts';
import { readEd25519Signature } from './signature-packet.ts';

/** How far clocks may be apart. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** A registered key that can check signatures. */
export interface PublicKey {
  /** Lower-case hex; the id under which the key is registered. */
  readonly fingerprint: string;
  readonly created: Date;
  /** End of the lifetime written in the key itself. */
  readonly expires: Date;
  /** True when `signature` is a good binary detached signature over `data`, as of `now`. */
  verifies(data: Uint8Array, signature: Uint8Array, now: Date): Promise<boolean>;
}

export interface KeyRules {
  /** Longest accepted lifetime, in milliseconds. */
  readonly maxLifetimeMs: number;
  readonly now: Date;
}

/** Lets a key pass that was made for exactly the longest lifetime a moment ago. */
const LIFETIME_TOLERANCE_MS = 60_000;

/**
 * Reads an armored OpenPGP public key and holds it against the rules for registration.
 * @throws {StatusError} INVALID_ARGUMENT with Omni's reason
 */
export async function readNewKey(armored: string, rules: KeyRules): Promise<PublicKey> {
  const key = await parse(armored);
  if (key.isPrivate()) throw refused('PGP key contains private key');
  if (key.keyPacket.version !== 4) throw refused(`unsupported key version: ${key.keyPacket.version}`);
  const [user] = key.getUserIDs();
  const email = key.users[0]?.userID?.email ?? '';
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw refused(`key does not contain a valid email address: mail: no angle-addr in "${user ?? ''}"`);
  }
  if (await key.isRevoked(undefined, undefined, rules.now)) throw refused('key is revoked');
  const expires = await expiration(key);
  if (expires === undefined) throw refused('key does not contain a valid key lifetime');
  if (expires.getTime() > rules.now.getTime() + rules.maxLifetimeMs + LIFETIME_TOLERANCE_MS) {
    const lifetime = expires.getTime() - key.getCreationTime().getTime();
    throw refused(`key lifetime is too long: ${Math.round(lifetime / 3_600_000)}h0m0s`);
  }
  const lifetime = expires.getTime() - key.getCreationTime().getTime();
  const grace = Math.min(CLOCK_SKEW_MS, lifetime / 2);
  if (rules.now.getTime() > expires.getTime() + grace) throw refused('key expired');
  return publicKey(key, expires);
}

/**
 * Reads a key that was registered earlier; its rules were checked then.
 * @throws {StatusError} INVALID_ARGUMENT when the text is no key
 */
export async function readRegisteredKey(armored: string): Promise<PublicKey> {
  const key = await parse(armored);
  return publicKey(key, (await expiration(key)) ?? new Date(0));
}

async function parse(armored: string): Promise<Key> {
  try {
    return await readKey({ armoredKey: armored });
  } catch (cause) {
    throw new StatusError('INVALID_ARGUMENT', 'failed to read PGP key', { cause });
  }
}

async function expiration(key: Key): Promise<Date | undefined> {
  const expires = await key.getExpirationTime();
  return expires instanceof Date ? expires : undefined;
}

function refused(reason: string): StatusError {
  return new StatusError('INVALID_ARGUMENT', reason);
}

function publicKey(key: Key, expires: Date): PublicKey {
  const fast = ed25519Key(key);
  return {
    fingerprint: key.getFingerprint(),
    created: key.getCreationTime(),
    expires,
    verifies: async (data, signature, now) => {
      const latest = new Date(now.getTime() + CLOCK_SKEW_MS);
      const parsed = fast === undefined ? undefined : readEd25519Signature(Buffer.from(signature));
      if (fast === undefined || parsed === undefined) return verifiesSlowly(key, data, signature, latest);
      return (
        parsed.created <= latest &&
        parsed.created >= key.getCreationTime() &&
        verify(null, parsed.digest(data), fast, parsed.value)
      );
    },
  };
}

/** Everything OpenPGP can express: other algorithms, subkeys, unusual packets. Tens of times slower. */
async function verifiesSlowly(key: Key, data: Uint8Array, signature: Uint8Array, date: Date): Promise<boolean> {
  try {
    const { signatures } = await verifyOpenPgp({
      message: await createMessage({ binary: data }),
      signature: await readSignature({ binarySignature: signature }),
      verificationKeys: key,
      date,
    });
    const [first] = signatures;
    return first !== undefined && (await first.verified);
  } catch {
    // A signature that cannot be read or does not match is an answer here, not a failure.
    return false;
  }
}

/** DER head of an Ed25519 SubjectPublicKeyInfo; the 32 key bytes follow. */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
/** Curve25519's sibling for signatures, in the legacy encoding's object id. */
const POINT_PREFIX = 0x40;

/** The primary key for Node's crypto, when it is an Ed25519 key in either encoding. */
function ed25519Key(key: Key): KeyObject | undefined {
  const { publicParams } = key.keyPacket as { publicParams?: { Q?: unknown; A?: unknown } };
  const legacy = publicParams?.Q;
  const current = publicParams?.A;
  let raw: Uint8Array | undefined;
  if (current instanceof Uint8Array && current.length === 32) raw = current;
  if (legacy instanceof Uint8Array && legacy.length === 33 && legacy[0] === POINT_PREFIX) raw = legacy.subarray(1);
  if (raw === undefined) return undefined;
  return createPublicKey({ key: Buffer.concat([ED25519_SPKI, raw]), format: 'der', type: 'spki' });
}
