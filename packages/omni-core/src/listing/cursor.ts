import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { CursorError } from '../errors/cursor-error.ts';
import { OmniError } from '../errors/omni-error.ts';
import type { SortKey } from './sort-key.ts';

/** Where a page ended. */
export interface Position {
  readonly id: string;
  readonly key: SortKey;
}

/** Makes cursors and reads them back. Cursors are signed, not encrypted: the last id and its sort key are in them. */
export interface CursorSealer {
  /**
   * The cursor of a place in a listing.
   * @param listing everything the cursor is bound to
   */
  seal(position: Position, listing: readonly unknown[]): string;
  /**
   * The place a cursor stands for.
   * @throws {CursorError} when the cursor was not made with this secret for this very listing
   */
  open(cursor: string, listing: readonly unknown[]): Position;
}

export const CURSOR_SECRET_BYTES = 32;
const VERSION = 'p1';
const MAC_BYTES = 16;

/**
 * A sealer. Processes that share a secret accept each other's cursors.
 * @param secret at least 32 bytes. @default random, so cursors end with the process
 * @throws {OmniError} `configuration_invalid` when the secret is too short
 */
export function createCursorSealer(secret: Uint8Array = randomBytes(CURSOR_SECRET_BYTES)): CursorSealer {
  if (secret.length < CURSOR_SECRET_BYTES) {
    throw new OmniError('configuration_invalid', `a cursor secret needs at least ${CURSOR_SECRET_BYTES} bytes`);
  }
  const macOf = (position: string, listing: readonly unknown[]) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([VERSION, position, listing]))
      .digest()
      .subarray(0, MAC_BYTES);
  return {
    seal({ id, key }, listing) {
      const position = Buffer.from(JSON.stringify([id, key])).toString('base64url');
      return `${VERSION}.${position}.${macOf(position, listing).toString('base64url')}`;
    },
    open(cursor, listing) {
      const [version, position = '', mac = '', ...rest] = cursor.split('.');
      const [given, expected] = [Buffer.from(mac, 'base64url'), macOf(position, listing)];
      const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
      if (version !== VERSION || rest.length > 0 || !isOurs) throw new CursorError();
      // What we signed, we wrote.
      const [id, key] = JSON.parse(Buffer.from(position, 'base64url').toString()) as [string, SortKey];
      return { id, key };
    },
  };
}
