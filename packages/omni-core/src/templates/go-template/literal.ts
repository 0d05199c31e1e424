const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.)|$)/gsu;
const INTEGER = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([0-9]+))$/;
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INT64 = 64;
const LONGEST_INTEGER = 80;

/** What the inside of a quoted Go string stands for, `undefined` when an escape is none. Takes one kind of quote. */
export function unescapeGo(inside: string, quote: '"' | "'"): string | undefined {
  if (!inside.includes('\\')) return inside;
  let sound = true;
  const text = inside.replace(ESCAPE, (sequence, byte, short, long, octal, simple: string | undefined) => {
    if (simple !== undefined || sequence === '\\') {
      const character = simple === undefined || isOtherQuote(simple, quote) ? undefined : SIMPLE[simple];
      sound &&= character !== undefined;
      return character ?? '';
    }
    const code = octal === undefined ? Number.parseInt(byte ?? short ?? long, 16) : Number.parseInt(octal, 8);
    // Bytes above ASCII would be pieces of a character.
    const limit = byte === undefined && octal === undefined ? 0x10ffff : 0x7f;
    sound &&= code <= limit && !(code >= 0xd800 && code <= 0xdfff);
    return sound ? String.fromCodePoint(code) : '';
  });
  return sound ? text : undefined;
}

/** The number a Go literal stands for; `undefined` for what is none or does not fit 64 bits. */
export function parseGoNumber(text: string): bigint | number | undefined {
  const plain = /_/.test(text) ? withoutSeparators(text) : text;
  if (plain === undefined) return undefined;
  const [match, sign, hex, binary, octal, decimal] = INTEGER.exec(plain) ?? [];
  if (match === undefined) return FLOAT.test(plain) ? finite(Number(plain)) : undefined;
  if (match.length > LONGEST_INTEGER || (decimal !== undefined && /^0\d/.test(decimal))) return undefined;
  const digits = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? '');
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  return BigInt.asIntN(INT64, value) === value ? value : undefined;
}

function isOtherQuote(character: string, quote: '"' | "'"): boolean {
  return (character === '"' || character === "'") && character !== quote;
}

/** Go allows `_` between digits and after a prefix. */
function withoutSeparators(text: string): string | undefined {
  return /^[+-]?(?:0[xXbBoO])?_|__|_$|_[.eE]|[.]_/.test(text.replace(/^([+-]?0[xXbBoO])_/, '$1'))
    ? undefined
    : text.replaceAll('_', '');
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
