import { Buffer } from 'node:buffer';
import type { Marker } from './marker.ts';

type Replace = (match: string, marker: Marker, groups: readonly string[]) => string;

interface Pattern {
  readonly expression: RegExp;
  readonly replace: Replace;
}

const whole: Replace = (match, marker) => marker.mark(match);
/** Keeps what introduces the value (group 1) and hides the value (group 2). */
const value: Replace = (_match, marker, [lead = '', secret = '']) => lead + marker.mark(secret);

/** Shapes a secret has wherever it stands. Every part that could be tried again and again has a bound. The last line of defence, behind the field table. */
const PATTERNS: readonly Pattern[] = [
  {
    expression:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    replace: whole,
  },
  { expression: /-----BEGIN PGP MESSAGE-----[\s\S]*?(?:-----END PGP MESSAGE-----|$)/g, replace: whole },
  // Base64 of a PEM block: certificates stay readable, keys do not.
  {
    expression: /\bLS0tLS1CRUdJTi[A-Za-z0-9+/]+={0,2}/g,
    replace: (match, marker) =>
      /PRIVATE KEY/.test(Buffer.from(match, 'base64').toString('latin1')) ? marker.mark(match) : match,
  },
  { expression: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g, replace: whole },
  // Service-account keys of Omni are base64 of a JSON object.
  { expression: /\beyJ[A-Za-z0-9+/]{60,}={0,2}/g, replace: whole },
  { expression: /(\b(?:Bearer|Basic)\s+)([\w.~+/=-]{8,})/gi, replace: value },
  { expression: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, replace: whole },
  { expression: /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,})/g, replace: whole },
  // Bootstrap and trustd tokens of Kubernetes and Talos.
  { expression: /\b(?=[a-z0-9.]{0,22}\d)[a-z0-9]{6}\.[a-z0-9]{16}\b/g, replace: whole },
  { expression: /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{0,200}:)([^\s/@«]{1,2000})(?=@)/gi, replace: value },
  { expression: /(\btalos\.config\.inline=)([^\s"']+)/g, replace: value },
  {
    expression:
      /((?:\b|[\w-]{0,40}_)(?:jointoken|join_token|token|password|passwd|passphrase|secret|api[_-]?key|access[_-]?key|secret[_-]?access[_-]?key|private[_-]?key|preshared[_-]?key|credentials?)["']?=["']?)([^\s"'&,;)}\]«]{4,})/gi,
    replace: value,
  },
  // `name: value` in prose: only values that do not look like a word.
  {
    expression:
      /(\b(?:jointoken|join[ _-]token|token|password|passwd|passphrase|secret|api[_-]?key|access[_-]?key|private[_-]?key|preshared[_-]?key)["']?\s*:\s*["']?)((?=[^\s"',;]{0,200}[\d+/=])[^\s"',;)}\]«]{8,})/gi,
    replace: value,
  },
];

/** Short texts that were found to hold nothing: names, labels and versions come again and again. */
const known = new Set<string>();
const KNOWN = { mostTexts: 5_000, longest: 80 } as const;

/** Hides everything in a text that has the shape of a secret. */
export function netSecrets(text: string, marker: Marker): string {
  if (known.has(text)) return text;
  const safe = hideMatches(text, marker);
  if (safe === text && text.length <= KNOWN.longest) {
    if (known.size >= KNOWN.mostTexts) known.clear();
    known.add(text);
  }
  return safe;
}

function hideMatches(text: string, marker: Marker): string {
  let safe = text;
  for (const { expression, replace } of PATTERNS) {
    safe = safe.replace(expression, (match: string, ...rest: unknown[]) =>
      replace(
        match,
        marker,
        rest.filter((group): group is string => typeof group === 'string'),
      ),
    );
  }
  return safe;
}
