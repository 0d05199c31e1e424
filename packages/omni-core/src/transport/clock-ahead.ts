/**
 * How far the clock of this machine is ahead of the server's (negative: behind), in milliseconds.
 * @param date `date` header of an answer that has just come
 * @returns `undefined` when the header is missing or no time
 */
export function clockAheadMs(date: unknown): number | undefined {
  const serverMs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(serverMs) ? undefined : Date.now() - serverMs;
}
