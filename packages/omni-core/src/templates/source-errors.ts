import { OmniError } from '../errors/omni-error.ts';

/** A place in a file, line and column counted from 1. */
export interface SourcePlace {
  /** Name of the file, or of whatever else the text came from. */
  readonly file: string;
  readonly line: number;
  /** In UTF-16 units, as editors count. */
  readonly column: number;
}

/** One thing wrong with a template, an overlay or a values file. Never repeats a value: values may be secret. */
export interface SourceProblem {
  readonly place: SourcePlace;
  readonly message: string;
  /** What to do about it, when there is more to say than the message does. */
  readonly hint?: string | undefined;
}

/** `file:line:column`, which terminals and editors turn into a link. */
export function printPlace({ file, line, column }: SourcePlace): string {
  return `${file}:${line}:${column}`;
}

/** Templates, overlays or values that cannot be put together. `problems` has everything found, in source order. */
export class TemplateSourceError extends OmniError {
  override readonly name: string = 'TemplateSourceError';
  readonly problems: readonly SourceProblem[];

  constructor(problems: readonly SourceProblem[], options: ErrorOptions = {}) {
    super('template_invalid', problems.map(describe).join('\n'), {
      hint: 'Correct every place named and try again.',
      ...options,
    });
    this.problems = problems;
  }
}

/** What a bound of {@link TemplateLimitError} is a bound of. */
export type TemplateLimitName =
  | 'sourceCharacters'
  | 'yamlTokens'
  | 'referencedCharacters'
  | 'outputCharacters'
  | 'steps'
  | 'depth';

/** A template that takes more than its limits allow. `limit` names the option that raises the bound. */
export class TemplateLimitError extends OmniError {
  override readonly name = 'TemplateLimitError';
  readonly limit: TemplateLimitName;
  /** The bound that was reached. */
  readonly bound: number;
  /** Where it was reached, when that is one place. */
  readonly place: SourcePlace | undefined;

  constructor(limit: TemplateLimitName, bound: number, place?: SourcePlace, options: ErrorOptions = {}) {
    const where = place === undefined ? '' : `${printPlace(place)}: `;
    super('template_invalid', `${where}the template takes more than ${bound} ${UNITS[limit]}`, {
      hint: `Look for a loop or a bomb there; the option limits.${limit} raises the bound.`,
      ...options,
    });
    this.limit = limit;
    this.bound = bound;
    this.place = place;
  }
}

const UNITS: Readonly<Record<TemplateLimitName, string>> = {
  sourceCharacters: 'characters of source',
  yamlTokens: 'pieces of YAML syntax',
  referencedCharacters: 'characters in the files it refers to',
  outputCharacters: 'characters of output',
  steps: 'steps',
  depth: 'levels of nesting',
};

function describe({ place, message, hint }: SourceProblem): string {
  return `${printPlace(place)}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}
