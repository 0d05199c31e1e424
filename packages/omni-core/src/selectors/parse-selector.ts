import { SelectorError } from '../errors/selector-error.ts';
import type { LabelQuery, LabelTerm } from '../state/query.ts';
import { compareBytes } from './compare-bytes.ts';
import { isKeyword, SelectorLexer, type SelectorSymbol, type SelectorToken } from './lexer.ts';

type Comparison = Extract<LabelTerm, { readonly value: string }>['op'];

/** What stands behind a key. Greater than is "not less or equal": a missing label matches neither. */
const COMPARISONS: Partial<Record<SelectorSymbol, { readonly op: Comparison; readonly invert?: true }>> = {
  '=': { op: 'equal' },
  '==': { op: 'equal' },
  '!=': { op: 'equal', invert: true },
  '<': { op: 'lessNumeric' },
  '<=': { op: 'lessOrEqualNumeric' },
  '>': { op: 'lessOrEqualNumeric', invert: true },
  '>=': { op: 'lessNumeric', invert: true },
};

/**
 * Reads a label selector with the grammar of omnictl and the web page: terms `key`, `!key`, `key = v`, `key == v`,
 * `key != v`, `key in (a, b)`, `key notin (a, b)` and the numeric `<`, `<=`, `>`, `>=`; a comma means "and", double
 * quotes keep special characters, a backslash in them keeps the next one. An empty text asks for everything.
 *
 * @throws {SelectorError} `invalid_argument` with the position
 */
export function parseSelector(text: string): LabelQuery {
  const parser = new SelectorParser(text);
  const terms: LabelTerm[] = [];
  if (parser.peek().kind === 'end') return terms;
  for (;;) {
    terms.push(parser.term());
    const separator = parser.take();
    if (separator.kind === 'end') return terms;
    if (!isComma(separator)) throw unexpected(separator, 'a comma or the end');
  }
}

/** Several selectors, of which one has to match. @throws {SelectorError} `invalid_argument` with the position */
export function parseSelectors(texts: string | readonly string[]): readonly LabelQuery[] {
  const queries = (typeof texts === 'string' ? [texts] : texts).map(parseSelector);
  // A query without terms matches everything, and so do all of them together.
  return queries.some((query) => query.length === 0) ? [] : queries;
}

class SelectorParser {
  readonly #lexer: SelectorLexer;
  #ahead: SelectorToken | undefined;

  constructor(text: string) {
    this.#lexer = new SelectorLexer(text);
  }

  peek(): SelectorToken {
    this.#ahead ??= this.#lexer.next();
    return this.#ahead;
  }

  take(): SelectorToken {
    const token = this.peek();
    this.#ahead = undefined;
    return token;
  }

  term(): LabelTerm {
    const absent = this.#skip('!');
    const key = this.take();
    if (key.kind !== 'word') throw unexpected(key, absent ? 'a key' : 'a key or !');
    const next = this.peek();
    if (isBoundary(next)) return { key: key.text, op: 'exists', ...(absent && { invert: true }) };
    if (absent) throw unexpected(next, 'a comma or the end');
    return this.#condition(key.text);
  }

  #condition(key: string): LabelTerm {
    const operator = this.take();
    if (operator.kind === 'word' && !operator.quoted && isKeyword(operator.text)) {
      return { key, op: 'in', values: this.#values(), ...(operator.text === 'notin' && { invert: true }) };
    }
    const comparison = operator.kind === 'symbol' ? COMPARISONS[operator.text] : undefined;
    if (comparison === undefined) throw unexpected(operator, 'one of = == != < <= > >= in notin');
    return { key, op: comparison.op, value: this.#value(), ...(comparison.invert && { invert: true }) };
  }

  #value(): string {
    if (isBoundary(this.peek())) return '';
    const value = this.take();
    if (value.kind !== 'word') throw unexpected(value, 'a value');
    return value.text;
  }

  /** Without order and duplicates; what is left out between commas is the empty text, as omnictl has it. */
  #values(): readonly string[] {
    const open = this.take();
    if (open.text !== '(' || open.kind !== 'symbol') throw unexpected(open, '(');
    if (this.#skip(')')) return [''];
    const values = new Set<string>();
    for (;;) {
      const token = this.take();
      if (token.kind === 'word') {
        values.add(token.text);
        if (this.#skip(')')) break;
        if (!isComma(this.peek())) throw unexpected(this.peek(), 'a comma or )');
      } else if (isComma(token)) {
        if (values.size === 0) values.add('');
        if (this.#skip(')')) {
          values.add('');
          break;
        }
        if (this.#skip(',')) values.add('');
      } else {
        throw unexpected(token, 'a value, a comma or )');
      }
    }
    return [...values].sort(compareBytes);
  }

  #skip(symbol: SelectorSymbol): boolean {
    const token = this.peek();
    if (token.kind !== 'symbol' || token.text !== symbol) return false;
    this.take();
    return true;
  }
}

function isBoundary(token: SelectorToken): boolean {
  return token.kind === 'end' || isComma(token);
}

function isComma(token: SelectorToken): boolean {
  return token.kind === 'symbol' && token.text === ',';
}

function unexpected(token: SelectorToken, expected: string): SelectorError {
  const found = token.kind === 'end' ? 'the text ends' : `found ${JSON.stringify(token.text)}`;
  return new SelectorError(`${found}, expected ${expected}`, token.position);
}
