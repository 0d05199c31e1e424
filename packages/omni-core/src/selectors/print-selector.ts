import { OmniError } from '../errors/omni-error.ts';
import type { LabelQuery, LabelTerm } from '../state/query.ts';
import { isKeyword } from './lexer.ts';

const OPERATORS: Partial<Record<LabelTerm['op'], readonly [plain: string, inverted: string]>> = {
  equal: ['=', '!='],
  lessNumeric: ['<', '>='],
  lessOrEqualNumeric: ['<=', '>'],
};

const BARE = /^[^\s=!(),<>"\\]+$/;

/**
 * The text of a query; {@link parseSelector} reads it back as the same query.
 * @throws {OmniError} `invalid_argument` for what the grammar cannot say: comparisons of texts, and NUL characters
 */
export function printSelector(query: LabelQuery): string {
  return query.map(printTerm).join(',');
}

function printTerm(term: LabelTerm): string {
  const key = printText(term.key);
  switch (term.op) {
    case 'exists':
      return term.invert === true ? `!${key}` : key;
    case 'in':
      return `${key} ${term.invert === true ? 'notin' : 'in'} (${term.values.map(printText).join(', ')})`;
    default: {
      const [plain, inverted] = OPERATORS[term.op] ?? [];
      const operator = term.invert === true ? inverted : plain;
      if (operator !== undefined) return `${key}${operator}${printText(term.value)}`;
      throw inexpressible(`a term with operator ${term.op}`);
    }
  }
}

function printText(text: string): string {
  if (text.includes('\0')) throw inexpressible('a NUL character');
  if (BARE.test(text) && !isKeyword(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function inexpressible(what: string): OmniError {
  return new OmniError('invalid_argument', `${what} has no form in a selector text`, {
    hint: 'Pass the query itself instead of its text.',
  });
}
