import { Fault } from './fault.ts';
import type { Token, TokenKind } from './token.ts';

/** Goes through tokens one by one. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  /** The next token, without taking it. */
  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#next + ahead];
  }

  /** Where the next token starts. */
  get at(): number {
    return this.peek()?.at ?? this.#end;
  }

  take(): Token | undefined {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  /** Takes the next token when it is of a kind. */
  takeIf(kind: TokenKind): Token | undefined {
    return this.peek()?.kind === kind ? this.take() : undefined;
  }

  /** @throws {Fault} when the next token is of another kind */
  expect(kind: TokenKind, what: string): Token {
    const token = this.takeIf(kind);
    if (token === undefined) throw new Fault(this.at, `${what} is expected here${this.#insteadOf()}`);
    return token;
  }

  /** Leaves the action that is being read, for carrying on after a fault. */
  skipAction(): void {
    for (let token = this.peek(); token !== undefined && token.kind !== 'open' && token.kind !== 'text'; ) {
      this.take();
      if (token.kind === 'close') return;
      token = this.peek();
    }
  }

  #insteadOf(): string {
    const token = this.peek();
    return token === undefined ? '' : `, not ${describeToken(token)}`;
  }
}

/** A token for messages. Literals are not repeated. */
export function describeToken({ kind, text }: Token): string {
  switch (kind) {
    case 'string':
    case 'character':
      return 'a text';
    case 'number':
      return 'a number';
    case 'field':
      return `.${text}`;
    case 'close':
      return 'the end of the action';
    default:
      return text;
  }
}
