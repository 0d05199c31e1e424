import { createHash } from 'node:crypto';
import { OmniError } from '@fleetwright/omni-core';

/** Git's id of a blob with this content, by the hash that an id of `like`'s length is made with. */
export function blobId(content: Uint8Array, like: string): string {
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}

/**
 * Answers the content when it is what the id names.
 * @throws {OmniError} `protocol`: the host or something in between sent other bytes
 */
export function provenBlob(oid: string, content: Uint8Array): Uint8Array {
  if (blobId(content, oid) === oid) return content;
  throw new OmniError('protocol', `the Git host sent content that is not object ${oid}`, {
    hint: 'Nothing was changed. Check proxies between here and the Git host, then sync again.',
  });
}
