/** What an unquoted scalar means to Go's YAML library: the core schema of YAML 1.2 plus leftovers of 1.1. */
export type ScalarValue =
  | { readonly tag: '!!null' }
  | { readonly tag: '!!bool'; readonly value: boolean }
  | { readonly tag: '!!int'; readonly value: bigint }
  | { readonly tag: '!!float'; readonly value: number }
  /** `value` is the RFC 3339 text the library writes it back as. */
  | { readonly tag: '!!timestamp'; readonly value: string }
  | { readonly tag: '!!merge' }
  | { readonly tag: '!!str'; readonly value: string };

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map((text) => [text, text.toLowerCase() === 'true']),
);
const SPECIAL_FLOATS: ReadonlyMap<string, number> = new Map([
  ...['.nan', '.NaN', '.NAN'].map((text) => [text, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [text, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((text) => [text, Number.NEGATIVE_INFINITY] as const),
  // The one integer that keeps its sign; `-00` and `-0x0` do not.
  ['-0', -0],
]);
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?(Z|[-+]\d{2}:\d{2})?)?$/;
/** More digits fit no integer, and making a number of a million takes seconds. */
const LONGEST_INTEGER = 1000;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/** The meaning of a scalar that has neither quotes, block style nor tag. */
export function resolvePlainScalar(text: string): ScalarValue {
  if (NULLS.has(text)) return { tag: '!!null' };
  if (text === '<<') return { tag: '!!merge' };
  const boolean = BOOLEANS.get(text);
  if (boolean !== undefined) return { tag: '!!bool', value: boolean };
  const special = SPECIAL_FLOATS.get(text);
  if (special !== undefined) return { tag: '!!float', value: special };
  if (!/^[-+.0-9]/.test(text)) return { tag: '!!str', value: text };
  return resolveNumber(text) ?? resolveTimestamp(text) ?? { tag: '!!str', value: text };
}

function resolveNumber(text: string): ScalarValue | undefined {
  const plain = text.replaceAll('_', '');
  const integer = parseInteger(plain);
  if (integer !== undefined && integer >= INT64_MIN && integer <= UINT64_MAX) return { tag: '!!int', value: integer };
  return FLOAT.test(plain) ? { tag: '!!float', value: Number(plain) } : undefined;
}

function parseInteger(plain: string): bigint | undefined {
  const [match, sign, hex, binary, octal, decimal] = INTEGER.exec(plain) ?? [];
  if (match === undefined || match.length > LONGEST_INTEGER) return undefined;
  const digits = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? '0');
  return sign === '-' ? -BigInt(digits) : BigInt(digits);
}

function resolveTimestamp(text: string): ScalarValue | undefined {
  const [match, year, month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone] =
    TIMESTAMP.exec(text) ?? [];
  // A zone after a space-separated time is no timestamp to Go's library, nor is a T-separated time without one.
  if (match === undefined || (match.length > 10 && / /.test(text) === (zone !== undefined))) return undefined;
  const pad = (digits: string) => digits.padStart(2, '0');
  const clock = `${pad(hour)}:${pad(minute)}:${pad(second)}`;
  const date = `${year}-${pad(month)}-${pad(day)}`;
  const instant = new Date(`${date}T${clock}Z`);
  if (Number.isNaN(instant.valueOf()) || !instant.toISOString().startsWith(date)) return undefined;
  const nanos = fraction.replace(/0+$/, '');
  const offset = zone === undefined || zone === '+00:00' || zone === '-00:00' ? 'Z' : zone;
  return { tag: '!!timestamp', value: `${date}T${clock}${nanos === '' ? '' : `.${nanos}`}${offset}` };
}
