/** The limits every call takes. */
export interface CallOptions {
  /** Stops the call. The promise rejects with an `OmniError` of code `cancelled` whose cause is the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Longest time the whole call may take, in milliseconds.
   * @default 30_000; a watch has none
   */
  readonly timeoutMs?: number;
}
