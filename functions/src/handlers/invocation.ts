/** What a handler needs to know of its invocation. A Lambda `Context` is one. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Aborts this long before the invocation ends, so that there is time left to say what happened. */
export function deadlineOf(invocation: Invocation, reserveMs: number): AbortSignal {
  return AbortSignal.timeout(Math.max(1, Math.floor(invocation.getRemainingTimeInMillis() - reserveMs)));
}
