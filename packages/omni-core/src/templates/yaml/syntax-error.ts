/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text is not YAML, or YAML that is refused because expanding it would take too much. */
export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError';
  readonly position: Position;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(reason: string, position: Position) {
    super(`line ${position.line}, column ${position.column}: ${reason}`);
    this.reason = reason;
    this.position = position;
  }
}
