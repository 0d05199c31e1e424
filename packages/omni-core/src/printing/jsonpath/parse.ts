import { OmniError } from '../../errors/omni-error.ts';
import type { ArrayBounds, PathNode, PathNodes, TemplatePart } from './nodes.ts';

const TERMINATOR = /[ \t\r\n.,[\]$@{}]/;
const DICTIONARY_KEY = /^'([^']*)'$/;
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+?)$/s;
const OPERATORS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const FILTER_START = '[?(';

/**
 * Reads a template of texts and `{paths}` in kubectl's dialect of JSONPath.
 * @throws {OmniError} `invalid_argument` saying where it cannot be read
 */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let position = 0;
  while (position < text.length) {
    const brace = text.indexOf('{', position);
    if (brace !== position) parts.push({ text: text.slice(position, brace === -1 ? undefined : brace) });
    if (brace === -1) break;
    const parser = new PathParser(text, brace + 1);
    parts.push({ path: parser.untilBrace() });
    position = parser.position;
  }
  return parts;
}

class PathParser {
  readonly #text: string;
  readonly #nodes: PathNode[] = [];
  position: number;

  constructor(text: string, position: number) {
    this.#text = text;
    this.position = position;
  }

  /** Reads up to the closing brace and steps over it. */
  untilBrace(): PathNodes {
    for (;;) {
      const character = this.#peek();
      if (character === '}') {
        this.position++;
        return this.#nodes;
      }
      if (character === '' || character === '\n' || character === '\r') throw this.#refuse('the brace is not closed');
      if (this.#text.startsWith(FILTER_START, this.position)) this.#filter();
      else if (this.#text.startsWith('..', this.position)) this.#descent();
      else this.#step(character);
    }
  }

  #step(character: string): void {
    if (character === ' ' || character === '@' || character === '$') this.position++;
    else if (character === '[') this.#array();
    else if (character === '"' || character === "'") this.#nodes.push({ kind: 'literal', value: this.#quoted() });
    else if (character === '.') {
      this.position++;
      this.#field();
    } else if (/[-+\p{Nd}]/u.test(character)) this.#number();
    else if (/[_\p{L}]/u.test(character)) this.#word();
    else throw this.#refuse(`${JSON.stringify(character)} starts nothing`);
  }

  /** A backslash keeps the character after it from ending the name. */
  #field(): void {
    const start = this.position;
    while (this.position < this.#text.length && !TERMINATOR.test(this.#peek())) {
      this.position += this.#peek() === '\\' ? 2 : 1;
    }
    const name = this.#text.slice(start, this.position);
    this.#nodes.push(name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') });
  }

  #descent(): void {
    if (this.#nodes.at(-1)?.kind === 'descent') throw this.#refuse('one .. follows another');
    this.position += '..'.length;
    this.#nodes.push({ kind: 'descent' });
    if (/[_\p{L}\p{Nd}]/u.test(this.#peek())) this.#field();
  }

  #number(): void {
    const [digits = ''] = /^[-+]?[\d.]*/.exec(this.#text.slice(this.position)) ?? [];
    const value = /^[-+]?\d+$/.test(digits) ? BigInt(digits.replace('+', '')) : Number(digits);
    if (digits === '' || Number.isNaN(value)) throw this.#refuse('this is no number');
    this.position += digits.length;
    this.#nodes.push({ kind: 'literal', value });
  }

  #word(): void {
    const start = this.position;
    while (this.position < this.#text.length && !TERMINATOR.test(this.#peek())) this.position++;
    const word = this.#text.slice(start, this.position);
    if (word === 'true' || word === 'false') this.#nodes.push({ kind: 'literal', value: word === 'true' });
    else if (word === 'range' || word === 'end') this.#nodes.push({ kind: word });
    else throw this.#refuse(`${JSON.stringify(word)} is not known here`);
  }

  #quoted(): string {
    const quote = this.#peek();
    const start = this.position++;
    for (; this.#peek() !== quote || this.#text[this.position - 1] === '\\'; this.position++) {
      if (this.#peek() === '' || this.#peek() === '\n') throw this.#refuse('the quoted text has no end');
    }
    this.position++;
    return withoutEscapes(this.#text.slice(start + 1, this.position - 1));
  }

  #array(): void {
    const end = this.#text.indexOf(']', this.position);
    const inner = this.#text.slice(this.position + 1, end);
    if (end === -1 || inner.includes('\n')) throw this.#refuse('the bracket is not closed');
    const items = inner.split(',');
    if (items.length > 1) this.#nodes.push({ kind: 'union', paths: items.map((item) => this.#index(item.trim())) });
    else this.#nodes.push(...this.#index(inner));
    this.position = end + 1;
  }

  #index(text: string): PathNodes {
    const key = DICTIONARY_KEY.exec(text);
    if (key !== null) return this.#inner(`.${key[1] ?? ''}`);
    const bounds = boundsOf(text === '*' ? ':' : text);
    if (bounds === undefined) throw this.#refuse(`${JSON.stringify(text)} is no index`);
    return [{ kind: 'array', bounds }];
  }

  #filter(): void {
    const start = this.position + FILTER_START.length;
    const end = this.#endOfFilter(start);
    const text = this.#text.slice(start, end);
    if (this.#text[end + 1] !== ']') throw this.#refuse('the filter does not end with )]');
    const [, left, operator, right] = COMPARISON.exec(text) ?? [];
    if (left === undefined || operator === undefined || right === undefined) {
      this.#nodes.push({ kind: 'exists', path: this.#inner(text) });
    } else {
      if (!OPERATORS.has(operator)) throw this.#refuse(`${operator} compares nothing`);
      this.#nodes.push({ kind: 'filter', left: this.#inner(left), operator, right: this.#inner(right) });
    }
    this.position = end + ')]'.length;
  }

  /** The first closing parenthesis outside of a quoted text. */
  #endOfFilter(start: number): number {
    let quote = '';
    for (let index = start; index < this.#text.length && this.#text[index] !== '\n'; index++) {
      const character = this.#text.charAt(index);
      if (quote === '' && (character === '"' || character === "'")) quote = character;
      else if (character === quote && this.#text[index - 1] !== '\\') quote = '';
      else if (character === ')' && quote === '') return index;
    }
    throw this.#refuse('the filter has no end');
  }

  #inner(text: string): PathNodes {
    return new PathParser(`${text}}`, 0).untilBrace();
  }

  #peek(): string {
    return this.#text.charAt(this.position);
  }

  #refuse(problem: string): OmniError {
    return new OmniError(
      'invalid_argument',
      `the JSONPath cannot be read at character ${this.position + 1}: ${problem}`,
      {
        hint: "Write paths as kubectl does, e.g. {.metadata.id} or {range .spec.disks[*]}{.name}{'\\n'}{end}.",
      },
    );
  }
}

function boundsOf(text: string): ArrayBounds | undefined {
  const match = SLICE.exec(text);
  if (match === null) return undefined;
  const [, start = '', end, step] = match;
  const numberOf = (part: string | undefined) => {
    const digits = part?.replace(':', '') ?? '';
    return digits === '' ? undefined : Number(digits);
  };
  const bounds = { start: numberOf(start), end: numberOf(end), step: numberOf(step), only: end === undefined };
  const isNumeric = [bounds.start, bounds.end, bounds.step].every((bound) => !Number.isNaN(bound));
  return isNumeric ? bounds : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

function withoutEscapes(text: string): string {
  return text.replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))/gs, (_match, unicode, hex, character: string) => {
    const code: string | undefined = unicode ?? hex;
    return code === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16));
  });
}
