import type { Timestamp } from '../wire/gen/google-protobuf.ts';

/** A protobuf timestamp as a date, cut to milliseconds; absent is 1970, as everywhere in protobuf. */
export function dateOf(timestamp: Timestamp | undefined): Date {
  if (timestamp === undefined) return new Date(0);
  return new Date(Number(timestamp.seconds) * 1000 + Math.floor(timestamp.nanos / 1e6));
}

/** A date as a protobuf timestamp. */
export function timestampOf(date: Date): Timestamp {
  const seconds = Math.floor(date.getTime() / 1000);
  return { seconds: BigInt(seconds), nanos: (date.getTime() - seconds * 1000) * 1e6 };
}
