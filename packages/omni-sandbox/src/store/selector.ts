import { StatusError } from '../status/status-error.ts';
import { type LabelTerm, labelOperation } from './label-query.ts';

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const KEY = String.raw`${QUOTED}|[^\s,!=<>()"]+`;
const VALUE = `${QUOTED}|[^,()"]*`;
const COMPARISON = new RegExp(String.raw`^(${KEY})\s*(==|=|!=|<=|<|>=|>)\s*(${VALUE})$`);
const MEMBERSHIP = new RegExp(String.raw`^(${KEY})\s+(in|notin)\s*\((.*)\)$`);
const PRESENCE = new RegExp(String.raw`^(!?)\s*(${KEY})$`);

type Comparison = Pick<LabelTerm, 'op' | 'invert'>;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': { op: labelOperation.equal, invert: false },
  '==': { op: labelOperation.equal, invert: false },
  '!=': { op: labelOperation.equal, invert: true },
  '<': { op: labelOperation.lessNumeric, invert: false },
  '<=': { op: labelOperation.lessOrEqualNumeric, invert: false },
  '>': { op: labelOperation.lessOrEqualNumeric, invert: true },
  '>=': { op: labelOperation.lessNumeric, invert: true },
};

/**
 * Reads a selector as machine classes write them: `k`, `!k`, `k = v`, `k != v`, `k in (a, b)`, `k notin (a, b)`,
 * `k < 10`, `>=` …; commas mean "and".
 *
 * @throws {StatusError} INVALID_ARGUMENT when the text is none of that
 */
export function parseSelector(text: string): LabelTerm[] {
  return splitAtCommas(text).map((term) => parseTerm(term.trim(), text));
}

function parseTerm(term: string, whole: string): LabelTerm {
  const membership = MEMBERSHIP.exec(term);
  if (membership !== null) {
    const [, key = '', operator, list = ''] = membership;
    const value = [...new Set(splitAtCommas(list).map(unquote))].sort();
    return { key: unquote(key), op: labelOperation.in, value, invert: operator === 'notin' };
  }
  const comparison = COMPARISON.exec(term);
  if (comparison !== null) {
    const [, key = '', operator = '', value = ''] = comparison;
    const meaning = COMPARISONS[operator];
    if (meaning !== undefined) return { key: unquote(key), value: [unquote(value)], ...meaning };
  }
  const presence = PRESENCE.exec(term);
  if (presence === null) throw new StatusError('INVALID_ARGUMENT', `failed to parse selector "${whole}"`);
  const [, not, key = ''] = presence;
  return { key: unquote(key), op: labelOperation.exists, value: [], invert: not === '!' };
}

/** Commas inside quotes or parentheses do not separate. */
function splitAtCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [token] of text.matchAll(new RegExp(`${QUOTED}|.`, 'gs'))) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + token);
  }
  return parts;
}

function unquote(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('"') ? trimmed.slice(1, -1).replaceAll(/\\(.)/gs, '$1') : trimmed;
}
