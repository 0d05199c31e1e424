/**
 * Stable names for every way a call can fail. Programs branch on these; the text is for people.
 *
 * `protocol` means the server sent something this library does not understand, `server_error` that the server failed
 * while handling the call, `closed` that the client was closed before or during the call.
 */
export type OmniErrorCode =
  | 'not_found'
  | 'already_exists'
  | 'version_conflict'
  | 'owner_conflict'
  | 'phase_conflict'
  | 'finalizers_pending'
  | 'validation_failed'
  | 'invalid_argument'
  | 'precondition_failed'
  | 'access_denied'
  | 'unauthenticated'
  | 'credentials_invalid'
  | 'credentials_expired'
  | 'unavailable'
  | 'deadline_exceeded'
  | 'cancelled'
  | 'resource_exhausted'
  | 'unimplemented'
  | 'server_error'
  | 'closed'
  | 'read_only'
  | 'watch_failed'
  | 'unknown_type'
  | 'template_invalid'
  | 'plan_refused'
  | 'plan_guarded'
  | 'plan_stale'
  | 'apply_failed'
  | 'configuration_invalid'
  | 'protocol';

/** What an error says besides its code and text. */
export interface OmniErrorOptions extends ErrorOptions {
  /** What the person reading the message should do next, as one sentence. */
  readonly hint?: string;
  /** Resource the call was about, as `Type(namespace/id)`, when there was one. */
  readonly resource?: string;
}

/** Codes for which sending the same call again later can succeed. */
const RETRYABLE: ReadonlySet<OmniErrorCode> = new Set(['unavailable', 'version_conflict']);

/** Base of every error this project throws on purpose. Anything else that escapes is a bug here. */
export class OmniError extends Error {
  override readonly name: string = 'OmniError';
  readonly code: OmniErrorCode;
  readonly hint: string | undefined;
  readonly resource: string | undefined;

  constructor(code: OmniErrorCode, message: string, options: OmniErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.hint = options.hint;
    this.resource = options.resource;
  }

  /** True when sending the same call again later can succeed. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}

/** Narrows an unknown thrown value to an {@link OmniError}, optionally with one of the given codes. */
export function isOmniError(error: unknown, ...codes: readonly OmniErrorCode[]): error is OmniError {
  return error instanceof OmniError && (codes.length === 0 || codes.includes(error.code));
}
