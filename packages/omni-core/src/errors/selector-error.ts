import { OmniError } from './omni-error.ts';

/** A label selector that cannot be read. Its code is `invalid_argument`. */
export class SelectorError extends OmniError {
  override readonly name: string = 'SelectorError';
  /** Where reading stopped: characters (UTF-16 units) from the start of the text. */
  readonly position: number;

  constructor(problem: string, position: number) {
    super('invalid_argument', `the selector cannot be read at character ${position + 1}: ${problem}`, {
      hint: 'Write terms like key, !key, key=value, key!=value, key in (a, b), key notin (a, b), key>=8, separated by commas; put texts with special characters in double quotes.',
    });
    this.position = position;
  }
}
