import type { BufferReader, Reader } from 'protobufjs/light.js';
import { protobufjs } from '#protobufjs';
import type { InternTable } from './intern-table.ts';

const strictText = new TextDecoder('utf-8', { fatal: true });
const REPLACEMENT = '\ufffd';

let readerClass: ReturnType<typeof defineReader> | undefined;

/**
 * Reads 64-bit integers as `bigint`, keeps fields the contract does not know, and shares repeated short texts.
 * @param texts where short texts are looked up; for messages that repeat them, such as the envelopes of a list
 */
export function messageReader(bytes: Uint8Array, texts?: InternTable): Reader {
  readerClass ??= defineReader(protobufjs().BufferReader);
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new readerClass(buffer, texts);
}

/** In a function, because what is extended is loaded by the first message. */
function defineReader(base: typeof BufferReader) {
  class MessageReader extends base {
    readonly #bytes: Buffer;
    readonly #texts: InternTable | undefined;

    constructor(bytes: Buffer, texts: InternTable | undefined) {
      super(bytes);
      this.#bytes = bytes;
      this.#texts = texts;
      this.discardUnknown = false;
    }

    override string(): string {
      const length = this.size();
      const start = this.pos;
      const end = start + length;
      if (end > this.len) throw new RangeError('the message ends in the middle of a text');
      this.pos = end;
      const known = this.#texts?.lookup(this.#bytes, start, end);
      if (known !== undefined) return known;
      const text = this.#bytes.toString('utf8', start, end);
      // The lenient decoder is several times faster; only texts in which it replaced something are decoded again.
      return text.includes(REPLACEMENT) ? strictText.decode(this.#bytes.subarray(start, end)) : text;
    }

    override stringVerify(): string {
      return this.string();
    }
  }
  // The declared return type is `Long`, which this library never hands out; the generated code only stores the value.
  Object.assign(MessageReader.prototype, INT64_READERS);
  return MessageReader;
}

const INT64_READERS = {
  int64(this: Reader) {
    return BigInt.asIntN(64, varint64(this));
  },
  uint64(this: Reader) {
    return varint64(this);
  },
  sint64(this: Reader) {
    const value = varint64(this);
    return (value >> 1n) ^ -(value & 1n);
  },
  fixed64(this: Reader) {
    const low = this.fixed32();
    return (BigInt(this.fixed32()) << 32n) | BigInt(low);
  },
  sfixed64(this: Reader) {
    const low = this.fixed32();
    return (BigInt(this.sfixed32()) << 32n) | BigInt(low);
  },
};

/** Seconds since 1970 fit into the 49 bits of seven bytes, which doubles hold exactly; only longer values need more. */
function varint64(reader: Reader): bigint {
  const low = varintGroup(reader, 7);
  if (low.complete) return BigInt(low.value);
  const high = varintGroup(reader, 3);
  if (high.complete) return BigInt.asUintN(64, (BigInt(high.value) << 49n) | BigInt(low.value));
  throw new RangeError('a number of the message has more than ten bytes');
}

function varintGroup(reader: Reader, bytes: number): { readonly value: number; readonly complete: boolean } {
  let value = 0;
  let factor = 1;
  for (let index = 0; index < bytes; index++) {
    if (reader.pos >= reader.len) throw new RangeError('the message ends in the middle of a number');
    const byte = reader.buf[reader.pos++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, complete: true };
    factor *= 128;
  }
  return { value, complete: false };
}
