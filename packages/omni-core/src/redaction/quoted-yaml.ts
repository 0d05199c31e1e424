import { redactLogText } from './log-value.ts';

/**
 * An error text fit for a report. Some messages quote the part of a config patch they are about, as YAML after the
 * first line: keys stay, values go.
 */
export function withoutQuotedValues(text: string): string {
  const [first = '', ...rest] = redactLogText(text).trim().split('\n');
  return [first, ...rest.map(withoutValue)].join('\n');
}

function withoutValue(line: string): string {
  return line.replace(/^(\s*(?:- )*[\w./"-]+:)\s+\S.*$/, '$1 [removed]').replace(/^(\s*- )(?!.*:).*$/, '$1[removed]');
}
