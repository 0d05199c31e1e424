import { createHash } from 'node:crypto';

/** OpenPGP's numbers for the two ways of writing an Ed25519 signature. */
const EDDSA_LEGACY = 22;
const ED25519 = 27;

const HASHES: Readonly<Record<number, string>> = { 8: 'sha256', 9: 'sha384', 10: 'sha512' };

/** Subpackets that do not change whether a signature holds, apart from the creation time which is read. */
const PLAIN_SUBPACKETS: ReadonlySet<number> = new Set([16, 20, 33]);
const CREATION_TIME = 2;

/** The parts of a detached version 4 signature that Node's crypto needs. */
export interface Ed25519Signature {
  readonly created: Date;
  /** `R || S`, 64 bytes. */
  readonly value: Uint8Array;
  /** What was signed: the hash over the data and the signature's own head. */
  digest(data: Uint8Array): Uint8Array;
}

/**
 * Reads the signatures that service-account keys make. Anything unusual answers `undefined`:
 * a full OpenPGP implementation has to look at it.
 */
export function readEd25519Signature(packet: Buffer): Ed25519Signature | undefined {
  const body = packetBody(packet);
  if (body === undefined || body.length < 10 || body[0] !== 4) return undefined;
  const [, type, algorithm, hash = 0] = body;
  const hashName = HASHES[hash];
  if ((type !== 0 && type !== 1) || hashName === undefined) return undefined;

  const hashedEnd = 6 + body.readUInt16BE(4);
  if (hashedEnd + 2 > body.length) return undefined;
  const created = creationTime(body.subarray(6, hashedEnd));
  const valueStart = hashedEnd + 2 + body.readUInt16BE(hashedEnd) + 2;
  const value = signatureValue(algorithm, body.subarray(valueStart));
  if (created === undefined || value === undefined) return undefined;

  const head = body.subarray(0, hashedEnd);
  const trailer = Buffer.alloc(6);
  trailer.set([4, 0xff]);
  trailer.writeUInt32BE(head.length, 2);
  return {
    created,
    value,
    digest: (data) => createHash(hashName).update(data).update(head).update(trailer).digest(),
  };
}

/** Body of the one signature packet (tag 2) that fills the buffer, in the new or the old packet format. */
function packetBody(packet: Buffer): Buffer | undefined {
  const [tag = 0, first = 0, second = 0] = packet;
  const newFormat = tag === 0xc2;
  let start: number;
  let length: number;
  if (newFormat ? first < 192 : tag === 0x88) {
    start = 2;
    length = first;
  } else if (newFormat && first < 224) {
    start = 3;
    length = ((first - 192) << 8) + second + 192;
  } else if (tag === 0x89) {
    start = 3;
    length = (first << 8) | second;
  } else {
    return undefined;
  }
  return packet.length === start + length ? packet.subarray(start) : undefined;
}

function creationTime(hashed: Buffer): Date | undefined {
  let created: Date | undefined;
  let offset = 0;
  while (offset < hashed.length) {
    const length = hashed[offset] ?? 0;
    const type = hashed[offset + 1];
    if (length === 0 || length >= 192 || type === undefined || offset + 1 + length > hashed.length) return undefined;
    if (type === CREATION_TIME && length === 5) created = new Date(hashed.readUInt32BE(offset + 2) * 1000);
    else if (!PLAIN_SUBPACKETS.has(type)) return undefined;
    offset += 1 + length;
  }
  return created;
}

function signatureValue(algorithm: number | undefined, rest: Buffer): Uint8Array | undefined {
  if (algorithm === ED25519) return rest.length === 64 ? rest : undefined;
  if (algorithm !== EDDSA_LEGACY) return undefined;
  const r = multiprecision(rest, 0);
  const s = r === undefined ? undefined : multiprecision(rest, r.end);
  if (r === undefined || s === undefined || s.end !== rest.length) return undefined;
  const value = Buffer.alloc(64);
  value.set(r.digits, 32 - r.digits.length);
  value.set(s.digits, 64 - s.digits.length);
  return value;
}

/** An MPI of at most 32 bytes; leading zeros are not written, so it may be shorter. */
function multiprecision(buffer: Buffer, start: number): { digits: Buffer; end: number } | undefined {
  if (start + 2 > buffer.length) return undefined;
  const length = Math.ceil(buffer.readUInt16BE(start) / 8);
  const end = start + 2 + length;
  return length > 32 || end > buffer.length ? undefined : { digits: buffer.subarray(start + 2, end), end };
}
