import { canonicalJson, OmniError } from '@fleetwright/omni-core';
import type { Sealer } from '../seal/sealer.ts';

/** Makes the cursor that continues a listing after an id. It only fits the very same listing. */
export function sealCursor(after: string, listing: unknown, sealer: Sealer): string {
  const position = Buffer.from(after).toString('base64url');
  return `c1.${position}.${sealer.mac('cursor', canonicalJson({ position, listing })).slice(0, 22)}`;
}

/**
 * Reads a cursor that came back.
 * @returns the id to continue after
 * @throws {OmniError} `invalid_argument` when it was not made here for this listing
 */
export function openCursor(cursor: string, listing: unknown, sealer: Sealer): string {
  const [version, position = '', mac] = cursor.split('.');
  const expected = sealer.mac('cursor', canonicalJson({ position, listing })).slice(0, 22);
  if (version !== 'c1' || mac !== expected) {
    throw new OmniError('invalid_argument', 'The cursor does not belong to this listing.', {
      hint: 'Pass next_cursor with the same type, namespace, selector and id_regexp, or leave it out to start over.',
    });
  }
  return Buffer.from(position, 'base64url').toString();
}
