/** Something wrong at one place of a template. Found while parsing or evaluating, and collected with others. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly at: number;
  readonly hint: string | undefined;

  constructor(at: number, message: string, hint?: string) {
    super(message);
    this.at = at;
    this.hint = hint;
  }
}

/** Says of one argument of a function why it will not do. The evaluator knows where that argument stands. */
export class ArgumentFault extends Error {
  override readonly name: string = 'ArgumentFault';
  /** Counted from 0; -1 for the call as a whole. */
  readonly argument: number;
  readonly hint: string | undefined;

  constructor(argument: number, message: string, hint?: string) {
    super(message);
    this.argument = argument;
    this.hint = hint;
  }
}

/** An {@link ArgumentFault} in the words of the template's author, by `fail` or `required`. */
export class AuthorFault extends ArgumentFault {}

/** What follows from a fault that has been reported already, such as using a variable that got no value. */
export class FollowingFault extends Error {
  override readonly name = 'FollowingFault';
}
