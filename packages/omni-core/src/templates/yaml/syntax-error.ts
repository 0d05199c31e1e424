/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text is not YAML, or YAML that is refused because expanding it would take too much. */
export class YamlSyntaxError extends Error {
  override readonly name: string = 'YamlSyntaxError';
  readonly position: Position;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(reason: string, position: Position) {
    super(`line ${position.line}, column ${position.column}: ${reason}`);
    this.reason = reason;
    this.position = position;
  }
}

/** YAML with more pieces of syntax than is taken. */
export class YamlLimitError extends YamlSyntaxError {
  override readonly name = 'YamlLimitError';
  readonly tokens: number;

  constructor(tokens: number, position: Position) {
    super(`more than ${tokens} pieces of syntax`, position);
    this.tokens = tokens;
  }
}
