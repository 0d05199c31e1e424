import { Writable } from 'node:stream';
import { writeConfigFile } from '../config/config-file.ts';
import type { ManagementCaller } from './management-call.ts';
import { type DownloadSupportBundleOptions, downloadSupportBundle, type SupportBundle } from './support-bundle.ts';

/** What is written, besides the archive itself. */
export interface SavedSupportBundle extends Omit<SupportBundle, 'archive'> {
  readonly bytes: number;
}

/** A path, or a stream of Node or of the web; the stream is ended. */
export type BundleTarget = string | Writable | WritableStream<Uint8Array>;

/** Small enough for a stream to push back. */
const CHUNK_BYTES = 64 * 1024;

/** Collects a bundle and writes it; nothing is written when collecting fails. */
export async function saveSupportBundle(
  caller: ManagementCaller,
  cluster: string,
  target: BundleTarget,
  options: DownloadSupportBundleOptions,
): Promise<SavedSupportBundle> {
  const { archive, ...rest } = await downloadSupportBundle(caller, cluster, options);
  if (typeof target === 'string') await writeConfigFile(target, archive);
  else {
    const { signal } = options;
    const stream = target instanceof Writable ? Writable.toWeb(target) : target;
    await ReadableStream.from(chunksOf(archive)).pipeTo(stream, signal === undefined ? {} : { signal });
  }
  return { ...rest, bytes: archive.length };
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}
