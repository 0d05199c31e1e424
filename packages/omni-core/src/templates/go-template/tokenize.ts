import { Fault } from './fault.ts';
import { unescapeGo } from './literal.ts';
import type { Token, TokenKind } from './token.ts';

const OPEN = '{{';
const CLOSE = '}}';
/** What Go trims and separates by. */
const SPACE = /[ \t\r\n]*/y;
const COMMENT_END = /\*\/(?:[ \t\r\n]-)?\}\}/g;

const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['number', /[+-]?(?:\.?\d[\w.]*(?:(?<=[eEpP])[+-]\d+)?)/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  [':=', /:=/y],
  ['=', /=/y],
  ['|', /\|/y],
  ['(', /\(/y],
  [')', /\)/y],
  [',', /,/y],
];

/**
 * Takes a template apart. White space that `{{-` and `-}}` trim is gone, comments too. An action that cannot be read
 * is reported, and reading goes on behind it.
 */
export function tokenize(text: string, report: (fault: Fault) => void): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimmed = false;
  for (;;) {
    const open = text.indexOf(OPEN, at);
    const trims = open !== -1 && startsTrimming(text, open);
    pushText(tokens, text, trimmed ? skipSpace(text, at) : at, open === -1 ? text.length : open, trims);
    if (open === -1) return tokens;
    const start = open + OPEN.length + (trims ? 2 : 0);
    const action = text.startsWith('/*', start) ? comment(text, open, start) : readAction(text, open, start);
    tokens.push(...action.tokens);
    if (action.fault !== undefined) report(action.fault);
    if (action.end === undefined) return tokens;
    at = action.end;
    trimmed = action.trims;
  }
}

interface Action {
  readonly tokens: readonly Token[];
  /** Behind the closing braces; `undefined` when there are none. */
  readonly end: number | undefined;
  readonly trims: boolean;
  readonly fault?: Fault;
}

function readAction(text: string, open: number, start: number): Action {
  const tokens: Token[] = [{ kind: 'open', at: open, end: start, text: OPEN, spaced: false }];
  let at = start;
  for (;;) {
    const begin = skipSpace(text, at);
    const spaced = begin > at;
    if (begin >= text.length) return unclosed(open);
    const trims = spaced && text.startsWith(`-${CLOSE}`, begin);
    if (trims || text.startsWith(CLOSE, begin)) {
      const end = begin + CLOSE.length + (trims ? 1 : 0);
      tokens.push({ kind: 'close', at: begin, end, text: CLOSE, spaced });
      return { tokens, end, trims };
    }
    const token = readToken(text, begin, spaced);
    if (token instanceof Fault) {
      const close = text.indexOf(CLOSE, begin);
      if (close === -1) return unclosed(open);
      const end = close + CLOSE.length;
      tokens.push({ kind: 'bad', at: token.at, end: close, text: '', spaced });
      tokens.push({ kind: 'close', at: close, end, text: CLOSE, spaced: false });
      return { tokens, end, trims: false, fault: token };
    }
    tokens.push(token);
    at = token.end;
  }
}

function readToken(text: string, at: number, spaced: boolean): Token | Fault {
  const first = text.charAt(at);
  if (first === '"' || first === "'" || first === '`') return readQuoted(text, at, spaced, first);
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match === undefined) continue;
    return { kind, at, end: at + match.length, text: kind === 'field' ? match.slice(1) : match, spaced };
  }
  return new Fault(at, `unexpected character ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))}`);
}

function readQuoted(text: string, at: number, spaced: boolean, quote: '"' | "'" | '`'): Token | Fault {
  const end = quote === '`' ? text.indexOf(quote, at + 1) : closingQuote(text, at + 1, quote);
  if (end === -1) return new Fault(at, 'the quotes are not closed');
  const inside = text.slice(at + 1, end);
  const value = quote === '`' ? inside.replaceAll('\r', '') : unescapeGo(inside, quote);
  if (value === undefined) return new Fault(at, 'the quoted text has an escape that Go does not know');
  const kind = quote === "'" ? 'character' : 'string';
  if (kind === 'character' && Array.from(value).length !== 1) {
    return new Fault(at, 'single quotes hold exactly one character', 'put texts into double quotes');
  }
  return { kind, at, end: end + 1, text: value, spaced };
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === quote) return at;
    if (character === '\n') return -1;
    if (character === '\\') at += 1;
  }
  return -1;
}

function comment(text: string, open: number, start: number): Action {
  COMMENT_END.lastIndex = start + 2;
  const match = COMMENT_END.exec(text)?.[0];
  if (match === undefined) {
    const fault = new Fault(open, 'the comment is not closed', 'end it with */}} or */ -}}');
    return { tokens: [], end: undefined, trims: false, fault };
  }
  return { tokens: [], end: COMMENT_END.lastIndex, trims: match.includes('-') };
}

function unclosed(open: number): Action {
  return { tokens: [], end: undefined, trims: false, fault: new Fault(open, 'the action is not closed with }}') };
}

function pushText(tokens: Token[], text: string, at: number, end: number, trimEnd: boolean): void {
  const content = trimEnd ? text.slice(at, trimmedEnd(text, at, end)) : text.slice(at, end);
  if (content !== '') tokens.push({ kind: 'text', at, end: at + content.length, text: content, spaced: false });
}

/** By hand: a pattern would look at every run of spaces again from each of its characters. */
function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && ' \t\r\n'.includes(text.charAt(at - 1))) at -= 1;
  return at;
}

/** `{{-` trims only when white space follows: `{{-3}}` is a number. */
function startsTrimming(text: string, open: number): boolean {
  return text.startsWith('-', open + OPEN.length) && skipSpace(text, open + 3) > open + 3;
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.exec(text);
  return SPACE.lastIndex;
}
