import { ApplyError, isOmniError, OmniError, type OmniErrorCode, withoutQuotedValues } from '@fleetwright/omni-core';

/** What went wrong, for reports. Free of secrets. */
export interface Failure {
  readonly code: OmniErrorCode;
  readonly message: string;
  /** What to do next. */
  readonly hint: string | undefined;
  /** The same job can succeed later without anybody changing anything. */
  readonly passing: boolean;
}

/** Causes outside the commit that go by themselves; `cancelled` is our own time running out. */
const PASSING: ReadonlySet<OmniErrorCode> = new Set([
  'unavailable',
  'deadline_exceeded',
  'resource_exhausted',
  'cancelled',
  'version_conflict',
  'already_exists',
  'phase_conflict',
]);

/** Codes that blame the commit. Everything else is about keys, rights or servers. */
const COMMIT_AT_FAULT: ReadonlySet<OmniErrorCode> = new Set([
  'template_invalid',
  'validation_failed',
  'invalid_argument',
  'plan_refused',
  'plan_guarded',
]);

/**
 * Describes an error that was thrown on purpose.
 * @throws the error itself when it was not: such a one is a bug, and shall be seen as one
 */
export function failureOf(error: unknown): Failure {
  if (!isOmniError(error)) throw error;
  return {
    code: rootCode(error),
    message: withoutQuotedValues(error.message),
    hint: error.hint,
    passing: PASSING.has(rootCode(error)),
  };
}

/** True when correcting the commit is the remedy. */
export function isCommitAtFault({ code }: Pick<Failure, 'code'>): boolean {
  return COMMIT_AT_FAULT.has(code);
}

/** Why an apply stopped matters, not that it did. */
function rootCode(error: OmniError): OmniErrorCode {
  return error instanceof ApplyError && error.cause instanceof OmniError ? error.cause.code : error.code;
}
