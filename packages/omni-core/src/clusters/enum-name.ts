/** Name of a protobuf enum value; a number this version does not know stays a number. */
export function enumName(values: Readonly<Record<string, number>>, value: number): string {
  return Object.entries(values).find(([, number]) => number === value)?.[0] ?? String(value);
}
