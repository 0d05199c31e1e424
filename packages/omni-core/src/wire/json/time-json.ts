/** A `google.protobuf.Timestamp` or `Duration`. */
export interface SecondsAndNanos {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** The years 1 to 9999, which is as far as JSON goes. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;
/** Ten thousand years. */
const LONGEST_DURATION = 315_576_000_000n;
const NANOS = 1_000_000_000;

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

/** RFC 3339 in UTC, e.g. `2026-11-22T21:00:00.500Z`; `undefined` for what JSON cannot say. */
export function printTimestamp({ seconds, nanos }: SecondsAndNanos): string | undefined {
  if (!isTime(Number(seconds)) || nanos < 0 || nanos >= NANOS) return undefined;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${decimals(nanos)}Z`;
}

/** Seconds, e.g. `-1.500s`; `undefined` for what JSON cannot say. */
export function printDuration({ seconds, nanos }: SecondsAndNanos): string | undefined {
  const magnitude = seconds < 0n ? -seconds : seconds;
  const isMixed = (seconds < 0n && nanos > 0) || (seconds > 0n && nanos < 0);
  if (magnitude > LONGEST_DURATION || Math.abs(nanos) >= NANOS || isMixed) return undefined;
  return `${seconds < 0n || nanos < 0 ? '-' : ''}${magnitude}${decimals(Math.abs(nanos))}s`;
}

/** `undefined` for a text that is no time. */
export function readTimestamp(text: string): SecondsAndNanos | undefined {
  const [, whole = '', fraction = '', zone = ''] = TIME.exec(text) ?? [];
  const seconds = Date.parse(`${whole}${zone}`) / 1000;
  return isTime(seconds) ? { seconds: BigInt(seconds), nanos: nanosOf(fraction) } : undefined;
}

/** `undefined` for a text that is no duration. */
export function readDuration(text: string): SecondsAndNanos | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, minus, whole = '0', fraction = ''] = match;
  const [seconds, nanos] = [BigInt(whole), nanosOf(fraction)];
  if (seconds > LONGEST_DURATION) return undefined;
  // Not -0 for durations of less than a second.
  return minus === '-' ? { seconds: -seconds, nanos: nanos === 0 ? 0 : -nanos } : { seconds, nanos };
}

function isTime(seconds: number): boolean {
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
}

/** None, three, six or nine, as few as are enough. */
function decimals(nanos: number): string {
  return nanos === 0
    ? ''
    : `.${String(nanos)
        .padStart(9, '0')
        .replace(/(?:000){1,2}$/, '')}`;
}

function nanosOf(fraction: string): number {
  return Number(fraction.padEnd(9, '0'));
}
