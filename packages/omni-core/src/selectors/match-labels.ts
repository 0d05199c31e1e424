import type { LabelQuery, LabelTerm } from '../state/query.ts';

type Labels = Readonly<Record<string, string>>;

const UNITS: Readonly<Record<string, bigint>> = {
  ki: 1n << 10n,
  mi: 1n << 20n,
  gi: 1n << 30n,
  ti: 1n << 40n,
  pi: 1n << 50n,
  k: 10n ** 3n,
  m: 10n ** 6n,
  g: 10n ** 9n,
  t: 10n ** 12n,
  p: 10n ** 15n,
};

/** Tells whether labels answer a query, as the server would: all of its terms hold. */
export function matchesLabels(labels: Labels, query: LabelQuery): boolean {
  return query.every((term) => matchesTerm(labels, term));
}

function matchesTerm(labels: Labels, term: LabelTerm): boolean {
  const value = Object.hasOwn(labels, term.key) ? labels[term.key] : undefined;
  const inverted = term.invert === true;
  switch (term.op) {
    case 'exists':
      return (value !== undefined) !== inverted;
    case 'equal':
      return (value === term.value) !== inverted;
    case 'in':
      return (value !== undefined && term.values.includes(value)) !== inverted;
    case 'less':
      return value !== undefined && value < term.value !== inverted;
    case 'lessOrEqual':
      return value !== undefined && value <= term.value !== inverted;
    case 'lessNumeric':
      return compareNumeric(value, term.value, (left, right) => left < right !== inverted);
    case 'lessOrEqualNumeric':
      return compareNumeric(value, term.value, (left, right) => left <= right !== inverted);
  }
}

/** A missing or unreadable number never matches, inverted or not. */
function compareNumeric(
  left: string | undefined,
  right: string,
  holds: (left: bigint, right: bigint) => boolean,
): boolean {
  const [a, b] = [left === undefined ? undefined : parseQuantity(left), parseQuantity(right)];
  return a !== undefined && b !== undefined && holds(a, b);
}

function parseQuantity(text: string): bigint | undefined {
  const [match, digits = '', unit = ''] = /^\s*(-?\d+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  if (match === undefined) return undefined;
  const name = Object.keys(UNITS).find((prefix) => unit.toLowerCase().startsWith(prefix));
  return BigInt(digits) * (name === undefined ? 1n : (UNITS[name] ?? 1n));
}
