import { createHash } from 'node:crypto';

/** Produces the raw 64-byte Ed25519 signature of a 32-byte digest. */
export type Ed25519Sign = (digest: Uint8Array) => Uint8Array;

const HASHED_LENGTH = 29;
const HEAD_LENGTH = 6 + HASHED_LENGTH;

/**
 * Builds a detached OpenPGP signature packet: version 4, binary document, EdDSA with SHA-256.
 * What Ed25519 signs is the SHA-256 digest over data, head and trailer, not the data itself.
 *
 * @param created seconds since the epoch
 * @param fingerprint the 20 bytes of the signing key
 */
export function signaturePacket(
  data: Uint8Array,
  created: number,
  fingerprint: Uint8Array,
  sign: Ed25519Sign,
): Uint8Array {
  const head = signatureHead(created, fingerprint);
  const trailer = Buffer.from([0x04, 0xff, 0, 0, 0, HEAD_LENGTH]);
  const digest = createHash('sha256').update(data).update(head).update(trailer).digest();
  const raw = sign(digest);
  const body = Buffer.concat([
    head,
    // Unhashed subpackets: the key id, for verifiers older than issuer fingerprints.
    Buffer.from([0, 10, 9, 16]),
    fingerprint.subarray(12),
    digest.subarray(0, 2),
    mpi(raw.subarray(0, 32)),
    mpi(raw.subarray(32)),
  ]);
  // A body is at most 117 bytes, so one length byte always does.
  return Buffer.concat([Buffer.from([0xc2, body.length]), body]);
}

function signatureHead(created: number, fingerprint: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD_LENGTH);
  head.set([0x04, 0x00, 0x16, 0x08, 0, HASHED_LENGTH, 5, 2]);
  head.writeUInt32BE(created, 8);
  head.set([22, 33, 4], 12);
  head.set(fingerprint, 15);
  return head;
}

/** A multi-precision integer: exact bit count, no leading zero bytes. */
function mpi(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  const first = bytes[start];
  if (first === undefined) return Buffer.from([0, 0]);
  const bits = (bytes.length - start) * 8 - (Math.clz32(first) - 24);
  return Buffer.concat([Buffer.from([bits >> 8, bits & 0xff]), bytes.subarray(start)]);
}
