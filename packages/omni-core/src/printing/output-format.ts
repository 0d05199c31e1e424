import { OmniError } from '../errors/omni-error.ts';

/** The forms of `omnictl get -o`, and `id` for just the ids. */
export type OutputFormat = 'table' | 'yaml' | 'json' | 'id' | `jsonpath=${string}`;

const JSONPATH = 'jsonpath=';

/** The path of `jsonpath=…`, or `undefined` for the other formats. @throws {OmniError} `invalid_argument` for no format */
export function jsonPathOf(format: string): string | undefined {
  if (format.startsWith(JSONPATH)) return format.slice(JSONPATH.length);
  if (['table', 'yaml', 'json', 'id'].includes(format)) return undefined;
  throw new OmniError('invalid_argument', `output format ${JSON.stringify(format)} is not supported`, {
    hint: 'Use table, yaml, json, id or jsonpath=EXPRESSION.',
  });
}
