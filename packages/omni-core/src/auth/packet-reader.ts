/** One OpenPGP packet. */
export interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
}

/** Reads big-endian numbers and slices from OpenPGP bytes; every read checks that the bytes are there. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** @throws {RangeError} when fewer bytes are left */
  take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new RangeError('truncated OpenPGP data');
    const slice = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return slice;
  }

  /** @throws {RangeError} when fewer bytes are left */
  uint(length: 1 | 2 | 4): number {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** A multi-precision integer: bit count, then bytes. */
  mpi(): Uint8Array {
    return this.take(Math.ceil(this.uint(2) / 8));
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#offset);
  }
}

/**
 * Splits a transferable key into packets. Old and new header formats; partial and indeterminate lengths do not occur
 * in keys and are refused.
 *
 * @throws {RangeError} on truncated or unsupported framing
 */
export function readPackets(bytes: Uint8Array): readonly Packet[] {
  const reader = new ByteReader(bytes);
  const packets: Packet[] = [];
  while (!reader.done) {
    const header = reader.uint(1);
    if ((header & 0x80) === 0) throw new RangeError('not an OpenPGP packet');
    const isNewFormat = (header & 0x40) !== 0;
    const tag = isNewFormat ? header & 0x3f : (header >> 2) & 0x0f;
    const length = isNewFormat ? newFormatLength(reader) : oldFormatLength(reader, header & 3);
    packets.push({ tag, body: reader.take(length) });
  }
  return packets;
}

/** Length octets of new-format packets, also used by signature subpackets. @throws {RangeError} on partial lengths */
export function newFormatLength(reader: ByteReader): number {
  const first = reader.uint(1);
  if (first < 192) return first;
  if (first < 224) return (first - 192) * 256 + reader.uint(1) + 192;
  if (first === 255) return reader.uint(4);
  throw new RangeError('partial lengths are not supported');
}

function oldFormatLength(reader: ByteReader, lengthType: number): number {
  if (lengthType === 0) return reader.uint(1);
  if (lengthType === 1) return reader.uint(2);
  if (lengthType === 2) return reader.uint(4);
  throw new RangeError('indeterminate lengths are not supported');
}
