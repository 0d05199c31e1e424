const GENERAL =
  'Check that the key is registered with this Omni and neither expired nor revoked, and that the clock of this machine is right.';

/** Omni accepts signatures within five minutes of its own clock. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Every signing mistake gets the same answer from Omni. A wrong clock is the one cause that can be told apart, from
 * the `date` header of that answer.
 */
export function clockSkewHint(serverDate: string | undefined, now: Date | undefined): string {
  const serverTime = serverDate === undefined ? Number.NaN : Date.parse(serverDate);
  if (Number.isNaN(serverTime) || now === undefined) return GENERAL;
  const skewMs = now.getTime() - serverTime;
  if (Math.abs(skewMs) < TOLERANCE_MS) return GENERAL;
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  return `The clock of this machine is ${minutes} minutes ${direction} Omni's; signatures are valid for five. Set the clock.`;
}
