import { CursorError, type CursorSealer, OmniError } from '@fleetwright/omni-core';

/** Everything that decides what is listed, and in which order. */
export type Listing = readonly (string | null)[];

/** The cursor that continues a listing after an id. */
export function sealCursor(after: string, listing: Listing, cursors: CursorSealer): string {
  return cursors.seal({ id: after, key: null }, listing);
}

/**
 * Reads a cursor that came back.
 * @returns the id to continue after
 * @throws {OmniError} `invalid_argument` when it was not made here for this listing, in the words of the tools
 */
export function openCursor(cursor: string, listing: Listing, cursors: CursorSealer): string {
  try {
    return cursors.open(cursor, listing).id;
  } catch (cause) {
    if (!(cause instanceof CursorError)) throw cause;
    throw new OmniError('invalid_argument', 'The cursor does not belong to this listing.', {
      hint: 'Pass next_cursor with the same type, namespace, selector and id_regexp, or leave it out to start over.',
      cause,
    });
  }
}
