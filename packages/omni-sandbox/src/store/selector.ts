import { isOmniError, parseSelector as parseQuery, type LabelTerm as QueryTerm } from '@fleetwright/omni-core';
import { StatusError } from '../status/status-error.ts';
import { type LabelTerm, labelOperation } from './label-query.ts';

/**
 * Reads a selector as machine classes write them, into the terms of the wire.
 *
 * @throws {StatusError} INVALID_ARGUMENT when the text is none, or selects nothing in particular
 */
export function parseSelector(text: string): LabelTerm[] {
  const terms = queryOf(text).map(wireTerm);
  if (terms.length === 0) throw new StatusError('INVALID_ARGUMENT', `failed to parse selector "${text}"`);
  return terms;
}

function queryOf(text: string): readonly QueryTerm[] {
  try {
    return parseQuery(text);
  } catch (cause) {
    if (!isOmniError(cause, 'invalid_argument')) throw cause;
    throw new StatusError('INVALID_ARGUMENT', `failed to parse selector "${text}": ${cause.message}`, { cause });
  }
}

function wireTerm(term: QueryTerm): LabelTerm {
  const { key, op, invert = false } = term;
  const value = term.op === 'in' ? term.values : term.op === 'exists' ? [] : [term.value];
  return { key, op: labelOperation[op], value, invert };
}
