import { zstdDecompressSync } from 'node:zlib';
import { OmniError } from '../errors/omni-error.ts';

const MAGIC = 0xfd2fb528;
/** gRPC messages are limited to 32 MiB; no text in a spec can honestly be larger when unpacked. */
const LARGEST_TEXT = 64 * 1024 * 1024;

/** Id of the dictionary a zstd frame needs; 0 for none. */
export function dictionaryIdOf(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 6 || view.getUint32(0, true) !== MAGIC)
    throw new OmniError('protocol', 'a compressed field does not hold a zstd frame');
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const size = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = singleSegment ? 5 : 6;
  return size === 0 ? 0 : Buffer.from(frame).readUIntLE(at, size);
}

/**
 * The text in a zstd frame.
 * @param dictionary needed by frames whose {@link dictionaryIdOf} is not 0
 */
export function decompressText(frame: Uint8Array, dictionary: Uint8Array | undefined): string {
  if (typeof zstdDecompressSync !== 'function')
    throw new OmniError('precondition_failed', 'this Node.js cannot read zstd', {
      hint: 'Use Node.js 22.19 or later.',
    });
  try {
    const options = { maxOutputLength: LARGEST_TEXT, ...(dictionary !== undefined && { dictionary }) };
    return zstdDecompressSync(frame, options).toString('utf8');
  } catch (cause) {
    throw new OmniError('protocol', 'a compressed field cannot be decompressed', {
      cause,
      hint: 'Check that the dictionary is the one of this Omni; Node.js knows dictionaries since 22.19 and 24.6.',
    });
  }
}
