import { OmniError } from './omni-error.ts';

/** A cursor that was not made here for this listing, or was altered. Its code is `invalid_argument`. */
export class CursorError extends OmniError {
  override readonly name: string = 'CursorError';

  constructor() {
    super('invalid_argument', 'the cursor does not belong to this listing', {
      hint: 'Pass nextCursor with the same type, query, search and order, or leave it out to start over.',
    });
  }
}
