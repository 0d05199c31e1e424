import { OmniError } from '../errors/omni-error.ts';

/** A request the server would refuse, or would take for something else than it looks like. Nothing was sent. */
export function invalidArgument(message: string, hint?: string): OmniError {
  return new OmniError('invalid_argument', message, hint === undefined ? {} : { hint });
}

/** @throws {OmniError} `invalid_argument` when the text is empty */
export function requireText(text: string, what: string): void {
  if (text === '') throw invalidArgument(`${what} is empty`);
}
