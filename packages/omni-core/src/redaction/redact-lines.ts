import type { Marker } from './marker.ts';
import { netSecrets } from './pattern-net.ts';
import { isOpaqueName, isSecretName } from './secret-names.ts';

/** `- key: value` with an optional diff sign in front. */
const YAML_ENTRY = /^([+\- ]?)(\s*(?:- )*)(["']?[\w./-]+["']?)(:)(\s+|$)(.*)$/;

/** The same, or an assignment of a script. */
const ANY_ENTRY = /^([+\- ]?)(\s*(?:- )*)((?:export\s+)?["']?[\w./-]+["']?)(\s*[:=])(\s*)(.*)$/;

/** Headers, empty lines, comments and short list items: what a diff of YAML has beside entries. */
const DIFF_FURNITURE = /^(?:@@|---|\+\+\+|[+\- ]?\s*(?:#.*)?$|[+\- ]?\s*(?:- )+[\w./:@-]{1,40}$)/;

interface Rules {
  readonly entry: RegExp;
  /** True for names whose value is hidden, with everything below. */
  readonly isSecret: (name: string) => boolean;
  /** True for a line without an entry that cannot be shown. */
  readonly isOpaque: (line: string) => boolean;
}

interface Entry {
  readonly indent: number;
  readonly key: string;
  readonly value: string;
  readonly lead: string;
}

/**
 * Hides secrets in text that is YAML line by line but not as a whole: scripts, parts of files, diffs.
 * Everything nested below a secret-like name is hidden with it.
 */
export function redactLines(text: string, marker: Marker): string {
  return redactEach(text, marker, { entry: ANY_ENTRY, isSecret: isSecretName, isOpaque: () => false });
}

/**
 * The same for a unified diff. A line that is neither an entry nor a header can be the middle of a block whose key
 * is outside the shown context, so it is hidden.
 */
export function redactDiff(text: string, marker: Marker): string {
  return redactEach(text, marker, {
    entry: YAML_ENTRY,
    isSecret: (name) => isSecretName(name) || isOpaqueName(name) || /^contents?$/.test(name),
    isOpaque: (line) => !DIFF_FURNITURE.test(line),
  });
}

function redactEach(text: string, marker: Marker, { entry: expression, isSecret, isOpaque }: Rules): string {
  let secretIndent: number | undefined;
  const lines = netSecrets(text, marker).split('\n');
  const safe = lines.map((line) => {
    const entry = parseEntry(line, expression);
    const indent = entry?.indent ?? /^[+\- ]?(\s*)/.exec(line)?.[1]?.length ?? 0;
    if (secretIndent !== undefined && (line.trim() === '' || indent > secretIndent)) return hideLine(line, marker);
    secretIndent = undefined;
    if (entry === undefined) return isOpaque(line) ? hideLine(line, marker) : line;
    if (!isSecret(entry.key)) return line;
    secretIndent = entry.indent;
    return /^(?:[|>][+-]?\d*)?$/.test(entry.value) ? line : `${entry.lead}${marker.mark(entry.value)}`;
  });
  return safe.join('\n');
}

function parseEntry(line: string, expression: RegExp): Entry | undefined {
  const match = expression.exec(line);
  if (match === null) return undefined;
  const [, sign = '', dashes = '', key = '', separator = '', gap = '', value = ''] = match;
  return { indent: dashes.length, key, value, lead: `${sign}${dashes}${key}${separator}${gap}` };
}

function hideLine(line: string, marker: Marker): string {
  const [, lead = '', rest = ''] = /^([+\- ]?\s*)(.*)$/.exec(line) ?? [];
  return lead + marker.mark(rest);
}
