export interface BackoffOptions {
  /** First delay, in milliseconds. */
  readonly firstMs: number;
  /** Longest delay, in milliseconds. */
  readonly mostMs: number;
}

/**
 * Delay before the given attempt (the first is 1): doubles up to the limit, then a random half of it is taken off so
 * that many clients do not come back together.
 */
export function backoffMs(attempt: number, { firstMs, mostMs }: BackoffOptions, random = Math.random): number {
  const full = Math.min(mostMs, firstMs * 2 ** (attempt - 1));
  return full * (0.5 + random() / 2);
}
