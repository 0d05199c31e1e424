/** Numbers of `cosi.resource.LabelTerm.Operation`. */
export const labelOperation = {
  exists: 0,
  equal: 1,
  notExists: 2,
  in: 3,
  less: 4,
  lessOrEqual: 5,
  lessNumeric: 6,
  lessOrEqualNumeric: 7,
} as const;

/** One condition as it arrives on the wire. */
export interface LabelTerm {
  readonly key: string;
  readonly op: number;
  readonly value: readonly string[];
  readonly invert: boolean;
}

/** Terms that must all hold. */
export interface LabelQuery {
  readonly terms: readonly LabelTerm[];
}

type Labels = Readonly<Record<string, string>>;

/** True when any of the queries holds; no query at all holds always. */
export function matchesLabels(queries: readonly LabelQuery[], labels: Labels): boolean {
  return queries.length === 0 || queries.some((query) => query.terms.every((term) => matchesTerm(term, labels)));
}

function matchesTerm(term: LabelTerm, labels: Labels): boolean {
  const actual = Object.hasOwn(labels, term.key) ? labels[term.key] : undefined;
  const [expected = ''] = term.value;
  switch (term.op) {
    case labelOperation.exists:
      return (actual !== undefined) !== term.invert;
    case labelOperation.notExists:
      return (actual === undefined) !== term.invert;
    case labelOperation.equal:
      return (actual === expected) !== term.invert;
    case labelOperation.in:
      return (actual !== undefined && term.value.includes(actual)) !== term.invert;
    case labelOperation.less:
      return actual !== undefined && compareBytes(actual, expected) < 0 !== term.invert;
    case labelOperation.lessOrEqual:
      return actual !== undefined && compareBytes(actual, expected) <= 0 !== term.invert;
    case labelOperation.lessNumeric:
      return matchesNumber(term, actual, (left, right) => left < right);
    case labelOperation.lessOrEqualNumeric:
      return matchesNumber(term, actual, (left, right) => left <= right);
    default:
      return false;
  }
}

/** A missing or unreadable number never matches, inverted or not. */
function matchesNumber(
  term: LabelTerm,
  actual: string | undefined,
  holds: (left: bigint, right: bigint) => boolean,
): boolean {
  const left = actual === undefined ? undefined : parseQuantity(actual);
  const right = parseQuantity(term.value[0] ?? '');
  return left !== undefined && right !== undefined && holds(left, right) !== term.invert;
}

const QUANTITY = /^\s*(-?\d+)\s*([a-z]*)\s*$/i;

/** Recognised by the first letters, binary before decimal; the rest of the unit (`B`, `iB`) says nothing more. */
const UNITS: readonly (readonly [prefix: string, factor: bigint])[] = [
  ['ki', 1n << 10n],
  ['mi', 1n << 20n],
  ['gi', 1n << 30n],
  ['ti', 1n << 40n],
  ['pi', 1n << 50n],
  ['k', 10n ** 3n],
  ['m', 10n ** 6n],
  ['g', 10n ** 9n],
  ['t', 10n ** 12n],
  ['p', 10n ** 15n],
];

/** Reads `16GiB`, `64k`, `-3`; `undefined` for anything with decimals or without digits. */
export function parseQuantity(text: string): bigint | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, digits = '0', unit = ''] = match;
  const factor = UNITS.find(([prefix]) => unit.toLowerCase().startsWith(prefix))?.[1] ?? 1n;
  return BigInt(digits) * factor;
}

/** Go compares strings by bytes; JavaScript's own order differs outside the basic plane. */
function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
