import { OmniError, type OmniErrorOptions } from '../errors/omni-error.ts';

/** The text is not a template: bad YAML, an unknown kind or field, a value of the wrong type. The text is omnictl's. */
export class TemplateLoadError extends OmniError {
  override readonly name = 'TemplateLoadError';

  constructor(message: string, options: OmniErrorOptions = {}) {
    super('template_invalid', message, { hint: 'Correct the template at the place named and try again.', ...options });
  }
}

/** One thing wrong with a template that loaded. */
export interface TemplateIssue {
  /** What is wrong, without its surroundings. */
  readonly message: string;
  /** Where, from the outside in, e.g. `['error validating cluster "demo"', 'patch "dns" is invalid']`. */
  readonly context: readonly string[];
}

/** The template loaded but its contents break rules. `message` is omnictl's text, `issues` the same taken apart. */
export class TemplateInvalidError extends OmniError {
  override readonly name = 'TemplateInvalidError';
  readonly issues: readonly TemplateIssue[];

  constructor(message: string, issues: readonly TemplateIssue[]) {
    super('template_invalid', message, { hint: 'Correct every point listed and try again.' });
    this.issues = issues;
  }
}

/** Why a referenced file could not be read. */
export type TemplateFileFailure = 'missing' | 'directory' | 'outside' | 'unreadable';

/** A `file:` reference that could not be read. `message` is the text Go's os.Root gives for reading it. */
export class TemplateFileError extends OmniError {
  override readonly name = 'TemplateFileError';
  readonly failure: TemplateFileFailure;
  /** The path from the root, as it appears in messages. */
  readonly path: string;

  constructor(failure: TemplateFileFailure, path: string, options: OmniErrorOptions = {}) {
    super(
      'template_invalid',
      failure === 'directory' ? `read ./${path}: is a directory` : fileFailureText('openat', failure, path),
      {
        hint: 'References are relative to the template and must stay inside the allowed root.',
        ...options,
      },
    );
    this.failure = failure;
    this.path = path;
  }
}

const REASONS: Readonly<Record<TemplateFileFailure, string>> = {
  missing: 'no such file or directory',
  directory: 'is a directory',
  outside: 'path escapes from parent',
  unreadable: 'permission denied',
};

/** The same failure as Go words it for another system call. */
export function fileFailureText(call: 'openat' | 'statat', failure: TemplateFileFailure, path: string): string {
  return `${call} ${path}: ${REASONS[failure]}`;
}
