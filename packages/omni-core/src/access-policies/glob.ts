import { OmniError } from '../errors/omni-error.ts';

/** Tells whether a name matches a pattern. */
export type Glob = (name: string) => boolean;

type Matches = (char: string) => boolean;

/** Single characters, possibly with a run of any characters before them. */
interface Chunk {
  readonly star: boolean;
  readonly chars: readonly Matches[];
}

const SEPARATOR = '/';

/**
 * Reads a pattern as Go's `filepath.Match` does, which Omni uses: `*` any run of characters but `/`, `?` any character
 * but `/`, `[a-z]` and `[^a-z]` classes, `\` takes the next character as it is. The whole name has to match.
 *
 * Go finds a malformed pattern only when a name gets as far as the mistake; here it is an error for every name.
 *
 * @throws {OmniError} `invalid_argument` for a malformed pattern
 */
export function parseGlob(pattern: string): Glob {
  const chunks = readChunks([...pattern], pattern);
  return (name) => matchChunks(chunks, [...name]);
}

function readChunks(pattern: readonly string[], text: string): readonly Chunk[] {
  const chunks: { star: boolean; chars: Matches[] }[] = [];
  const reader = new PatternReader(pattern, text);
  while (!reader.done) {
    const star = reader.skipStars();
    const chars: Matches[] = [];
    while (!reader.done && reader.peek() !== '*') chars.push(reader.char());
    chunks.push({ star, chars });
  }
  return chunks;
}

/** The first place a chunk fits is taken for good, as in Go: with `/` around, trying others could find more. */
function matchChunks(chunks: readonly Chunk[], name: readonly string[]): boolean {
  let at = 0;
  for (const [index, { star, chars }] of chunks.entries()) {
    const last = index === chunks.length - 1;
    if (star && chars.length === 0) return !name.includes(SEPARATOR, at);
    const fits = (start: number) =>
      start + chars.length <= name.length &&
      (!last || start + chars.length === name.length) &&
      chars.every((matches, i) => matches(name[start + i] ?? ''));
    while (!fits(at)) {
      if (!star || at >= name.length || name[at] === SEPARATOR) return false;
      at++;
    }
    at += chars.length;
  }
  return at === name.length;
}

class PatternReader {
  readonly #chars: readonly string[];
  readonly #text: string;
  #at = 0;

  constructor(chars: readonly string[], text: string) {
    this.#chars = chars;
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#chars.length;
  }

  peek(): string | undefined {
    return this.#chars[this.#at];
  }

  skipStars(): boolean {
    const start = this.#at;
    while (this.peek() === '*') this.#at++;
    return this.#at > start;
  }

  char(): Matches {
    const char = this.#take();
    if (char === '?') return (actual) => actual !== SEPARATOR;
    if (char === '[') return this.#charClass();
    const literal = char === '\\' ? this.#take() : char;
    return (actual) => actual === literal;
  }

  #charClass(): Matches {
    const negated = this.peek() === '^';
    if (negated) this.#at++;
    const ranges: (readonly [low: number, high: number])[] = [];
    do {
      const low = this.#classMember();
      const isRange = this.peek() === '-';
      if (isRange) this.#at++;
      ranges.push([low, isRange ? this.#classMember() : low]);
    } while (this.peek() !== ']');
    this.#at++;
    return (actual) => {
      const code = codeOf(actual);
      return ranges.some(([low, high]) => low <= code && code <= high) !== negated;
    };
  }

  #classMember(): number {
    const char = this.#take();
    if (char === '-' || char === ']') throw this.#malformed();
    return codeOf(char === '\\' ? this.#take() : char);
  }

  #take(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw this.#malformed();
    return char;
  }

  #malformed(): OmniError {
    return new OmniError('invalid_argument', `${JSON.stringify(this.#text)} is not a pattern`, {
      hint: 'Close every [class], name both ends of its ranges, and put a character behind every backslash.',
    });
  }
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}
