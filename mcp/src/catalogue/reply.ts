/** What a tool answers: the facts, and how they read as text. */
export interface Reply<Data> {
  readonly data: Data;
  /** The same facts for people, shorter than JSON. @default YAML of the data */
  readonly text?: (data: Data) => string;
}
