/** Milliseconds of a protobuf Timestamp or Duration; `undefined` for other objects. */
export function timestampParts(value: object): number | undefined {
  if (!('seconds' in value && 'nanos' in value)) return undefined;
  const { seconds, nanos } = value;
  if (typeof seconds !== 'bigint' || typeof nanos !== 'number') return undefined;
  return Number(seconds) * 1000 + nanos / 1e6;
}
