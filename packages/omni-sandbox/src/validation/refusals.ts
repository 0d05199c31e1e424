import { StatusError } from '../status/status-error.ts';

/** Collects what is wrong with a write. */
export type Problems = (string | undefined | false)[];

/**
 * Refuses a write with all reasons in one text, as Omni's validation does.
 * @throws {StatusError} INVALID_ARGUMENT when there is any reason
 */
export function refuse(problems: Problems): void {
  const reasons = problems.filter((problem) => problem !== undefined && problem !== false);
  if (reasons.length === 0) return;
  const count = reasons.length === 1 ? '1 error' : `${reasons.length} errors`;
  const items = reasons.map((reason) => `\t* ${reason}\n`).join('');
  throw new StatusError('INVALID_ARGUMENT', `failed to validate: ${count} occurred:\n${items}\n`);
}
