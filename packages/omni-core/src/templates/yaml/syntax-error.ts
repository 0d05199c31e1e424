/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text is not YAML, or YAML that is refused because expanding it would take too much. */
export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError';
  readonly position: Position;

  constructor(message: string, position: Position) {
    super(`line ${position.line}, column ${position.column}: ${message}`);
    this.position = position;
  }
}
