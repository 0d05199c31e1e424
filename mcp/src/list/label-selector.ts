import { type LabelQuery, type LabelTerm, OmniError } from '@fleetwright/omni-core';

/** Splits at commas outside parentheses. */
const SEPARATOR = /,(?![^()]*\))/;
const KEY = '[\\w./-]+';
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const COMPARISON = new RegExp(`^(${KEY})\\s*(==|!=|<=|>=|=|<|>)\\s*(.*)$`);
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);

/**
 * Reads a label selector as omnictl writes it: `a=b,c!=d,e,!f,g in (x, y),cores>=8`.
 * @throws {OmniError} `invalid_argument` naming the term that is not understood
 */
export function parseLabelSelector(selector: string): LabelQuery {
  return selector
    .split(SEPARATOR)
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map(parseTerm);
}

function parseTerm(term: string): LabelTerm {
  const set = SET.exec(term);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = [...new Set(list.split(',').map((value) => value.trim()))].sort();
    return { key, op: 'in', values, ...(operator === 'notin' ? { invert: true } : {}) };
  }
  const comparison = COMPARISON.exec(term);
  if (comparison) {
    const [, key = '', operator, value = ''] = comparison;
    switch (operator) {
      case '!=':
        return { key, op: 'equal', value, invert: true };
      case '<':
        return { key, op: 'lessNumeric', value };
      case '<=':
        return { key, op: 'lessOrEqualNumeric', value };
      case '>':
        return { key, op: 'lessOrEqualNumeric', value, invert: true };
      case '>=':
        return { key, op: 'lessNumeric', value, invert: true };
      default:
        return { key, op: 'equal', value };
    }
  }
  const exists = EXISTS.exec(term);
  if (exists) return { key: exists[2] ?? '', op: 'exists', ...(exists[1] === '!' ? { invert: true } : {}) };
  throw new OmniError('invalid_argument', `The selector term ${JSON.stringify(term)} is not understood.`, {
    hint: 'Write terms like key=value, key!=value, key, !key, key in (a, b), key>=8, separated by commas.',
  });
}
