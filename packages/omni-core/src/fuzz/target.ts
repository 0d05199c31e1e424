/** What is read from outside: some code that must cope with any input. */
export interface FuzzTarget<Input extends string | Uint8Array = string | Uint8Array> {
  readonly name: string;
  /** Inputs that are fine, or once were not. */
  readonly seeds: readonly Input[];
  /** Inputs made to do harm; given as they are, and changed now and then, because most of them take long. */
  readonly hostile?: readonly Input[];
  /** Words of the grammar; for texts. */
  readonly tokens?: readonly string[];
  /** Reads one input. May throw an `OmniError` or one of {@link refusals}, and nothing else. */
  readonly read: (input: Input) => unknown;
  /** Errors of a room below the errors of the library, which those who call it translate. */
  readonly refusals?: readonly (abstract new (
    ...args: never[]
  ) => Error)[];
}

/** A target that reads text. */
export type TextTarget = FuzzTarget<string>;

/** A target that reads bytes. */
export type ByteTarget = FuzzTarget<Uint8Array>;

/** Tells texts from bytes; a target has at least one seed. */
export function readsText(target: TextTarget | ByteTarget): target is TextTarget {
  return typeof target.seeds[0] === 'string';
}
