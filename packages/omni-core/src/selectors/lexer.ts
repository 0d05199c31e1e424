import { SelectorError } from '../errors/selector-error.ts';

/** Longest first, so that `==` is not read as two `=`. */
const SYMBOLS = ['!=', '==', '<=', '>=', '!', '=', '<', '>', '(', ')', ','] as const;

export type SelectorSymbol = (typeof SYMBOLS)[number];

/** One piece of a selector. `quoted` words are never keywords. */
export type SelectorToken =
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean; readonly position: number }
  | { readonly kind: 'symbol'; readonly text: SelectorSymbol; readonly position: number }
  | { readonly kind: 'end'; readonly text: ''; readonly position: number };

/** True for the two words that are operators when they follow a key. */
export function isKeyword(text: string): text is 'in' | 'notin' {
  return text === 'in' || text === 'notin';
}

const SPACE = /[ \t\r\n]*/y;
/** In front of an operator a space ends a word; behind it spaces belong to the value, up to its very end. */
const KEY_WORD = /[^=!(),<> \t\r\n]+/y;
const VALUE_WORD = /[^=!(),<>]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;

/** Takes a selector apart the way omnictl does, in which the meaning of a space depends on what came before. */
export class SelectorLexer {
  readonly #text: string;
  #position = 0;
  #behindOperator = false;
  #inList = false;

  /** @throws {SelectorError} for a NUL character, which Go takes for the end of the text */
  constructor(text: string) {
    this.#text = text;
    const nul = text.indexOf('\0');
    if (nul !== -1) throw new SelectorError('a NUL character cannot be part of a selector', nul);
  }

  /** The next token; `end` again and again once the text is through. @throws {SelectorError} for an open quote */
  next(): SelectorToken {
    this.#take(SPACE);
    const position = this.#position;
    if (position >= this.#text.length) return { kind: 'end', text: '', position };
    if (this.#text[position] === '"') return this.#quoted(position);
    const symbol = SYMBOLS.find((candidate) => this.#text.startsWith(candidate, position));
    if (symbol === undefined) return this.#word(position);
    this.#position += symbol.length;
    this.#remember(symbol);
    return { kind: 'symbol', text: symbol, position };
  }

  #quoted(position: number): SelectorToken {
    const inner = this.#take(QUOTED);
    if (inner === undefined) throw new SelectorError('the quoted text has no end', position);
    return { kind: 'word', text: inner.slice(1, -1).replace(/\\(.)/gs, '$1'), quoted: true, position };
  }

  #word(position: number): SelectorToken {
    const text = this.#take(this.#behindOperator ? VALUE_WORD : KEY_WORD) ?? '';
    if (isKeyword(text)) this.#behindOperator = true;
    return { kind: 'word', text, quoted: false, position };
  }

  #remember(symbol: SelectorSymbol): void {
    if (symbol === '(') this.#inList = true;
    else if (symbol === ')') this.#inList = false;
    else if (symbol === ',') this.#behindOperator &&= this.#inList;
    else this.#behindOperator = true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const [match] = pattern.exec(this.#text) ?? [];
    this.#position += match?.length ?? 0;
    return match;
  }
}
