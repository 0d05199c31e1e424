export type TokenKind =
  | 'text'
  /** `{{` */
  | 'open'
  /** `}}` */
  | 'close'
  | 'dot'
  /** `.name`, with `text` without the dot */
  | 'field'
  /** `$name`, with the `$` */
  | 'variable'
  | 'word'
  | 'number'
  /** A string; `text` is what it stands for. */
  | 'string'
  /** `'x'`; `text` is the character. */
  | 'character'
  | '('
  | ')'
  | '|'
  | ','
  | ':='
  | '='
  /** Something that cannot be read, up to the end of its action. It is reported already. */
  | 'bad';

export interface Token {
  readonly kind: TokenKind;
  readonly at: number;
  readonly end: number;
  readonly text: string;
  /** White space stands in front of it. */
  readonly spaced: boolean;
}
