/** One gRPC frame: not compressed, its length, its message. @param length what it says, when that is a lie */
export function frame(message: Uint8Array, length = message.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}
