/**
 * Order Go's YAML library gives the string keys of a mapping: letters by code point, everything else before letters
 * (after them when a digit precedes), digits by the number they form.
 */
export function compareNatural(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  let afterDigit = false;
  for (let index = 0; index < a.length && index < b.length; index++) {
    const [runeA = '', runeB = ''] = [a[index], b[index]];
    if (runeA === runeB) {
      afterDigit = isDigit(runeA);
      continue;
    }
    const [letterA, letterB] = [isLetter(runeA), isLetter(runeB)];
    if (letterA && letterB) return codePoint(runeA) - codePoint(runeB);
    if (letterA || letterB) return letterA === afterDigit ? -1 : 1;
    return compareNumbers(a, b, index) || codePoint(runeA) - codePoint(runeB);
  }
  return a.length - b.length;
}

function compareNumbers(a: readonly string[], b: readonly string[], start: number): number {
  const prefix = (a[start] === '0' || b[start] === '0') && followsNonZeroDigit(a, start) ? '1' : '';
  const [digitsA, digitsB] = [digitsFrom(a, start), digitsFrom(b, start)];
  const [numberA, numberB] = [BigInt(`${prefix}${digitsA}` || '0'), BigInt(`${prefix}${digitsB}` || '0')];
  if (numberA !== numberB) return numberA < numberB ? -1 : 1;
  return digitsA.length - digitsB.length;
}

/** True when the digits right before a position have one among them that is not zero. */
function followsNonZeroDigit(runes: readonly string[], start: number): boolean {
  for (let index = start - 1; index >= 0 && isDigit(runes[index] ?? ''); index--) {
    if (runes[index] !== '0') return true;
  }
  return false;
}

function digitsFrom(runes: readonly string[], start: number): string {
  let end = start;
  while (isDigit(runes[end] ?? '')) end++;
  return runes.slice(start, end).join('');
}

function isDigit(rune: string): boolean {
  return rune >= '0' && rune <= '9' && rune.length === 1;
}

function isLetter(rune: string): boolean {
  return /^\p{L}$/u.test(rune);
}

function codePoint(rune: string): number {
  return rune.codePointAt(0) ?? 0;
}
