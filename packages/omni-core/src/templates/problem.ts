import type { TemplateIssue } from './errors.ts';

/** Something wrong, with what is wrong inside it. Prints the way omnictl's nested error lists do. */
export interface Problem {
  /** What is wrong, or what the causes are about. */
  readonly text?: string;
  readonly causes?: readonly Problem[];
  /** How causes print: as a counted bullet list, or one after another. @default 'list' */
  readonly layout?: 'list' | 'lines';
}

/** A list of problems about one subject: one problem when there are any, none otherwise. */
export function wrapped(text: string, causes: readonly Problem[]): Problem[] {
  return causes.length === 0 ? [] : [{ text, causes }];
}

/** The counted bullet list of Go's multierror, with the two newlines that end every list. */
export function formatProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 error' : `${problems.length} errors`;
  return `${count} occurred:\n${problems.map((problem) => `\t* ${formatProblem(problem)}\n`).join('')}\n`;
}

/** One problem as text; nested lists are not indented further. */
export function formatProblem({ text, causes, layout = 'list' }: Problem): string {
  if (causes === undefined) return text ?? '';
  const body = layout === 'list' ? formatProblems(causes) : causes.map(formatProblem).join('\n');
  return text === undefined ? body : `${text}: ${body}`;
}

/** The innermost problems, each with the texts around it. */
export function flattenProblems(problems: readonly Problem[], context: readonly string[] = []): TemplateIssue[] {
  return problems.flatMap(({ text, causes }) =>
    causes === undefined
      ? [{ message: text ?? '', context }]
      : flattenProblems(causes, text === undefined ? context : [...context, text]),
  );
}
