import protobuf from 'protobufjs/light.js';

/** Reads 64-bit integers as `bigint` and keeps fields the contract does not know. */
export class BigintReader extends protobuf.BufferReader {
  constructor(bytes: Uint8Array) {
    super(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.discardUnknown = false;
  }
}

// The declared return type is `Long`, which this library never hands out; the generated code only stores the value.
Object.assign(BigintReader.prototype, {
  int64(this: BigintReader) {
    return BigInt.asIntN(64, varint64(this));
  },
  uint64(this: BigintReader) {
    return varint64(this);
  },
  sint64(this: BigintReader) {
    const value = varint64(this);
    return (value >> 1n) ^ -(value & 1n);
  },
  fixed64(this: BigintReader) {
    const low = this.fixed32();
    return (BigInt(this.fixed32()) << 32n) | BigInt(low);
  },
  sfixed64(this: BigintReader) {
    const low = this.fixed32();
    return (BigInt(this.sfixed32()) << 32n) | BigInt(low);
  },
});

/** Seconds since 1970 fit into the 49 bits of seven bytes, which doubles hold exactly; only longer values need bigint steps. */
function varint64(reader: BigintReader): bigint {
  const { buf, len } = reader;
  let value = 0;
  let factor = 1;
  for (let index = 0; index < 7; index++) {
    if (reader.pos >= len) throw new RangeError('the message ends in the middle of a number');
    const byte = buf[reader.pos++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return BigInt(value);
    factor *= 128;
  }
  let rest = 0;
  factor = 1;
  for (let index = 7; index < 10; index++) {
    if (reader.pos >= len) throw new RangeError('the message ends in the middle of a number');
    const byte = buf[reader.pos++] ?? 0;
    rest += (byte & 0x7f) * factor;
    if (byte < 0x80) return BigInt.asUintN(64, (BigInt(rest) << 49n) | BigInt(value));
    factor *= 128;
  }
  throw new RangeError('a number of the message has more than ten bytes');
}
