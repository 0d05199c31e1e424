import { OmniError } from '../errors/omni-error.ts';
import type { ListOptions } from './state.ts';

/**
 * The limit of a list.
 * @throws {OmniError} `invalid_argument` for one that is not a positive whole number
 */
export function expectLimit({ limit }: Pick<ListOptions, 'limit'>): number | undefined {
  if (limit === undefined || (Number.isInteger(limit) && limit > 0)) return limit;
  throw new OmniError('invalid_argument', `a list cannot be limited to ${limit} resources`);
}
