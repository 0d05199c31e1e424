import { OmniError, type OmniErrorOptions } from './omni-error.ts';

/** The key is valid, but its role does not allow this call. */
export class AccessError extends OmniError {
  override readonly name: string = 'AccessError';

  constructor(message: string, options?: OmniErrorOptions) {
    super('access_denied', message, options);
  }
}

/** Omni did not accept the signature. */
export class UnauthenticatedError extends OmniError {
  override readonly name: string = 'UnauthenticatedError';

  constructor(message: string, options?: OmniErrorOptions) {
    super('unauthenticated', message, options);
  }
}

/** The key cannot be used: it does not parse, or it has expired. Found here, before anything is sent. */
export class CredentialsError extends OmniError {
  override readonly name: string = 'CredentialsError';

  constructor(code: 'credentials_invalid' | 'credentials_expired', message: string, options?: OmniErrorOptions) {
    super(code, message, options);
  }
}

/** Omni could not be reached, or it is too busy. Sending the call again later can succeed. */
export class UnavailableError extends OmniError {
  override readonly name: string = 'UnavailableError';

  constructor(message: string, options?: OmniErrorOptions) {
    super('unavailable', message, options);
  }
}

/** The call took longer than its deadline. A write may or may not have happened. */
export class DeadlineError extends OmniError {
  override readonly name: string = 'DeadlineError';

  constructor(message: string, options?: OmniErrorOptions) {
    super('deadline_exceeded', message, options);
  }
}

/** The caller gave up: `cause` is the reason given to `abort()`. */
export class CancelledError extends OmniError {
  override readonly name: string = 'CancelledError';

  constructor(message: string, options?: OmniErrorOptions) {
    super('cancelled', message, options);
  }
}

/** The client is read only and was asked to write. Nothing was sent. */
export class ReadOnlyError extends OmniError {
  override readonly name: string = 'ReadOnlyError';

  constructor(operation: string, options?: OmniErrorOptions) {
    super('read_only', `${operation} is refused: this client is read only`, {
      hint: 'Create the client without readOnly if it is meant to write.',
      ...options,
    });
  }
}

/** A watch ended on the server's side and could not be continued. */
export class WatchError extends OmniError {
  override readonly name: string = 'WatchError';

  constructor(message: string, options?: OmniErrorOptions) {
    super('watch_failed', message, options);
  }
}
