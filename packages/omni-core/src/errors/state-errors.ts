import { OmniError, type OmniErrorOptions } from './omni-error.ts';

/** The resource (or account, machine, log …) does not exist. */
export class NotFoundError extends OmniError {
  override readonly name: string = 'NotFoundError';

  constructor(message: string, options?: OmniErrorOptions) {
    super('not_found', message, options);
  }
}

/** A resource of this id is stored already, possibly one that is still being torn down. */
export class AlreadyExistsError extends OmniError {
  override readonly name: string = 'AlreadyExistsError';

  constructor(message: string, options?: OmniErrorOptions) {
    super('already_exists', message, options);
  }
}

/** What stands in the way of a write: another version, another owner, another phase, or a finalizer. */
export type ConflictCode = 'version_conflict' | 'owner_conflict' | 'phase_conflict' | 'finalizers_pending';

/** The stored resource is not in the state the write expects; {@link OmniError.code} tells which part of it. */
export class ConflictError extends OmniError {
  override readonly name: string = 'ConflictError';
  declare readonly code: ConflictCode;

  constructor(code: ConflictCode, message: string, options?: OmniErrorOptions) {
    super(code, message, options);
  }
}

/** Omni's own rules refused the write. Nothing was stored. */
export class ValidationError extends OmniError {
  override readonly name: string = 'ValidationError';
  /** One text per broken rule, in the server's words. */
  readonly messages: readonly string[];

  constructor(messages: readonly string[], options?: OmniErrorOptions) {
    const subject = options?.resource ?? 'the request';
    super('validation_failed', `Omni refused ${subject}: ${messages.join('; ')}`, options);
    this.messages = messages;
  }
}
