import { createHash } from 'node:crypto';
import { ByteReader } from './packet-reader.ts';

/** Contents of an unencrypted version 4 EdDSA (legacy Ed25519) secret key packet. */
export interface Ed25519KeyPacket {
  /** Seconds since the epoch. */
  readonly created: number;
  /** SHA-1 fingerprint, 20 bytes. */
  readonly fingerprint: Uint8Array;
  readonly publicKey: Uint8Array;
  /** The 32 secret bytes. */
  readonly seed: Uint8Array;
}

const EDDSA_LEGACY = 22;
const ED25519_OID = '2b06010401da470f01';
const UNENCRYPTED = 0;

/**
 * Reads a secret key packet of the one kind this library signs with by itself.
 *
 * @returns `undefined` for every other kind of key: those are openpgp's business
 * @throws {RangeError} when the bytes are truncated or fail their own checksum
 */
export function readEd25519KeyPacket(body: Uint8Array): Ed25519KeyPacket | undefined {
  const reader = new ByteReader(body);
  if (reader.uint(1) !== 4) return undefined;
  const created = reader.uint(4);
  if (reader.uint(1) !== EDDSA_LEGACY) return undefined;
  const oid = reader.take(reader.uint(1));
  if (Buffer.from(oid).toString('hex') !== ED25519_OID) return undefined;
  const point = reader.mpi();
  if (point.length !== 33 || point[0] !== 0x40) return undefined;
  const publicBody = body.subarray(0, reader.offset);
  if (reader.uint(1) !== UNENCRYPTED) return undefined;
  const secretStart = reader.offset;
  const secret = reader.mpi();
  const secretBytes = body.subarray(secretStart, reader.offset);
  if (secret.length > 32) return undefined;
  if (reader.uint(2) !== secretBytes.reduce((sum, byte) => (sum + byte) & 0xffff, 0)) {
    throw new RangeError('the secret key does not match its checksum');
  }
  const seed = new Uint8Array(32);
  seed.set(secret, 32 - secret.length);
  return { created, fingerprint: fingerprintOf(publicBody), publicKey: point.subarray(1), seed };
}

function fingerprintOf(publicBody: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0x99, publicBody.length >> 8, publicBody.length & 0xff);
  return createHash('sha1').update(head).update(publicBody).digest();
}
