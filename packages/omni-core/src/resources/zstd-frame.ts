import { zstdDecompressSync } from 'node:zlib';
import { OmniError } from '../errors/omni-error.ts';

const MAGIC = 0xfd2fb528;
/** gRPC messages are limited to 32 MiB; the texts of a spec cannot honestly be larger when unpacked, all together. */
const LARGEST_TEXTS = 64 * 1024 * 1024;

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
 * The texts in zstd frames.
 * @param dictionary needed by frames whose {@link dictionaryIdOf} is not 0
 * @throws {OmniError} `resource_exhausted` when they are larger, all together, than any message could hold
 */
export function decompressTexts(frames: readonly Uint8Array[], dictionary: Uint8Array | undefined): readonly string[] {
  if (typeof zstdDecompressSync !== 'function')
    throw new OmniError('precondition_failed', 'this Node.js cannot read zstd', {
      hint: 'Use Node.js 22.19 or later.',
    });
  let left = LARGEST_TEXTS;
  return frames.map((frame) => {
    const text = decompress(frame, dictionary, left);
    left -= text.length;
    return text.toString('utf8');
  });
}

function decompress(frame: Uint8Array, dictionary: Uint8Array | undefined, mostBytes: number): Buffer {
  try {
    // Zero would mean no limit.
    return zstdDecompressSync(frame, {
      maxOutputLength: Math.max(mostBytes, 1),
      ...(dictionary !== undefined && { dictionary }),
    });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new OmniError('resource_exhausted', 'the compressed fields of a spec are too large when unpacked', {
        cause,
      });
    }
    throw new OmniError('protocol', 'a compressed field cannot be decompressed', {
      cause,
      hint: 'Check that the dictionary is the one of this Omni; Node.js knows dictionaries since 22.19 and 24.6.',
    });
  }
}
