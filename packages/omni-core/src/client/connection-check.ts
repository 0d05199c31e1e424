/** What a check looks at, in this order. `key` is about how long it is valid. */
export type CheckSubject = 'reachable' | 'identity' | 'role' | 'version' | 'clock' | 'key';

/** One thing a check found. */
export interface CheckFinding {
  readonly subject: CheckSubject;
  /** `unknown` when something before it failed, or when this Omni does not tell. */
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What is the case, as a sentence. */
  readonly detail: string;
  /** What to do about it, unless the status is `ok`. */
  readonly advice?: string;
}

/** The result of `client.check()`. */
export interface ConnectionCheck {
  /** True when nothing failed; warnings may be there. */
  readonly ok: boolean;
  readonly findings: readonly CheckFinding[];
}
