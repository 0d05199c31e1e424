import { isUtf8 } from 'node:buffer';
import type { InternTable } from '../intern-table.ts';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
/** Its end has the next higher wire type and the same number. */
const GROUP_START = 3;
const FIXED32 = 5;
/** As deep as protobufjs goes; nothing real comes near. */
const DEEPEST_GROUP = 100;
const LARGEST_TAG = 2 ** 32 - 1;
const NOTHING: Buffer = Buffer.alloc(0);
const REPLACEMENT = '\ufffd';

/** Reads protobuf messages from front to back, one after the other. Its methods throw `RangeError` for bytes that are no message. */
export class WireCursor {
  bytes = NOTHING;
  /** Where the next read begins. */
  position = 0;
  readonly #texts: InternTable;

  /** @param texts where texts that repeat between messages are looked up */
  constructor(texts: InternTable) {
    this.#texts = texts;
  }

  /** Goes to the front of another message. */
  open(bytes: Uint8Array): void {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = 0;
  }

  /** Lets go of the message. */
  close(): void {
    this.bytes = NOTHING;
  }

  /** True until the message that ends at `end` has been read. */
  before(end: number): boolean {
    if (this.position > end) throw new RangeError('a field reaches beyond the end of its message');
    return this.position < end;
  }

  /** The next field: its number times eight, plus its wire type. */
  tag(): number {
    const tag = this.varint();
    if (tag < 8 || tag > LARGEST_TAG) throw new RangeError('a field has an impossible number');
    return tag;
  }

  /** Reads a length and answers where the bytes, text or message that it belongs to ends. */
  end(): number {
    const length = this.varint();
    const end = this.position + length;
    if (length < 0 || end > this.bytes.length) throw new RangeError('the message ends in the middle of a field');
    return end;
  }

  /** A text that is probably the same in many messages. */
  sharedText(): string {
    const end = this.end();
    const known = this.#texts.lookup(this.bytes, this.position, end);
    if (known === undefined) return this.#text(end);
    this.position = end;
    return known;
  }

  /** A text of its own. */
  text(): string {
    return this.#text(this.end());
  }

  /** A view of the bytes, not a copy. */
  slice(): Buffer {
    const end = this.end();
    const start = this.position;
    this.position = end;
    return this.bytes.subarray(start, end);
  }

  /** A signed 64-bit number; beyond 2^53 the nearest double. */
  varint(): number {
    let value = 0;
    let factor = 1;
    // The 49 bits of seven bytes are exact in a double; only longer numbers need more.
    for (let index = 0; index < 7; index++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    let bits = BigInt(value);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      bits |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, bits));
    }
    throw new RangeError('a number of the message has more than ten bytes');
  }

  /** Passes over a field the reader does not know. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.position += 8;
        return;
      case BYTES:
        this.position = this.end();
        return;
      case GROUP_START:
        if (depth > DEEPEST_GROUP) throw new RangeError('groups are nested too deeply');
        for (let inner = this.tag(); inner !== tag + 1; inner = this.tag()) this.skip(inner, depth + 1);
        return;
      case FIXED32:
        this.position += 4;
        return;
      default:
        throw new RangeError('a group ends that did not begin, or a wire type is unknown');
    }
  }

  #byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw new RangeError('the message ends in the middle of a number');
    return byte;
  }

  #text(end: number): string {
    const start = this.position;
    this.position = end;
    return readUtf8(this.bytes, start, end);
  }
}

/** @throws {RangeError} for bytes that are not UTF-8 */
export function readUtf8(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  // The lenient decoder is several times faster; only texts in which it may have replaced something are looked at again.
  if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end))) throw new RangeError('a text is not UTF-8');
  return text;
}
