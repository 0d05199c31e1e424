import { hash } from 'node:crypto';

/** Produces the raw 64-byte Ed25519 signature of a 32-byte digest. */
export type Ed25519Sign = (digest: Uint8Array) => Uint8Array;

/** Version 4, binary document, EdDSA, SHA-256, and 29 bytes of hashed subpackets, of which the first is the time. */
const HEAD = [0x04, 0x00, 0x16, 0x08, 0, 29, 5, 2];
const CREATED = HEAD.length;
/** The other hashed subpacket: the fingerprint of the issuer. */
const ISSUER = [22, 33, 4];
const FINGERPRINT = CREATED + 4 + ISSUER.length;
const HEAD_LENGTH = FINGERPRINT + 20;
const TRAILER = [0x04, 0xff, 0, 0, 0, HEAD_LENGTH];
/** The unhashed subpacket: the key id, for verifiers older than issuer fingerprints. */
const KEY_ID = [0, 10, 9, 16];
/** Tag and one length byte, which always does. */
const HEADER_LENGTH = 2;
const LONGEST_PACKET = HEADER_LENGTH + HEAD_LENGTH + KEY_ID.length + 8 + 2 + 2 * (2 + 32);

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
  const hashed = Buffer.allocUnsafe(data.length + HEAD_LENGTH + TRAILER.length);
  hashed.set(data);
  writeHead(hashed, data.length, created, fingerprint);
  hashed.set(TRAILER, data.length + HEAD_LENGTH);
  const digest = hash('sha256', hashed, 'buffer');
  const raw = sign(digest);

  const packet = Buffer.allocUnsafe(LONGEST_PACKET);
  let end = HEADER_LENGTH;
  hashed.copy(packet, end, data.length, data.length + HEAD_LENGTH);
  end += HEAD_LENGTH;
  packet.set(KEY_ID, end);
  packet.set(fingerprint.subarray(12), end + KEY_ID.length);
  end += KEY_ID.length + 8;
  digest.copy(packet, end, 0, 2);
  end = writeMpi(packet, end + 2, raw.subarray(0, 32));
  end = writeMpi(packet, end, raw.subarray(32));
  packet[0] = 0xc2;
  packet[1] = end - HEADER_LENGTH;
  return packet.subarray(0, end);
}

function writeHead(target: Buffer, start: number, created: number, fingerprint: Uint8Array): void {
  target.set(HEAD, start);
  target.writeUInt32BE(created, start + CREATED);
  target.set(ISSUER, start + CREATED + 4);
  target.set(fingerprint, start + FINGERPRINT);
}

/** Writes a multi-precision integer: exact bit count, no leading zero bytes. @returns where it ends */
function writeMpi(target: Buffer, start: number, bytes: Uint8Array): number {
  let first = 0;
  while (first < bytes.length && bytes[first] === 0) first++;
  const length = bytes.length - first;
  const bits = length === 0 ? 0 : length * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
  target.writeUInt16BE(bits, start);
  target.set(bytes.subarray(first), start + 2);
  return start + 2 + length;
}
