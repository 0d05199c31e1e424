import { type FieldDescriptor, fieldsOf } from '@fleetwright/omni-core/wire';

type Values = Readonly<Record<string, unknown>>;

/** A value JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * A message as the web interface gets it: names as in the `.proto` file, enums as numbers, 64-bit integers as texts,
 * bytes in base64, times in RFC 3339; what has its default is left out.
 */
export function printProtoJson(message: string, values: Values): { readonly [key: string]: Json } {
  const result: Record<string, Json> = {};
  for (const field of fieldsOf(message)) {
    const value = values[field.name];
    if (value === undefined || isDefault(field, value)) continue;
    result[protoName(field.name)] = printField(field, value);
  }
  return result;
}

/** The name in the `.proto` file, of the name in TypeScript. */
export function protoName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isDefault({ label, kind, oneof }: FieldDescriptor, value: unknown): boolean {
  if (label === 'repeated') return (value as readonly unknown[]).length === 0;
  if (label === 'map') return Object.keys(value as Values).length === 0;
  if (label === 'optional' || kind === 'message' || oneof !== undefined) return false;
  if (value instanceof Uint8Array) return value.length === 0;
  return value === 0 || value === 0n || value === '' || value === false;
}

function printField(field: FieldDescriptor, value: unknown): Json {
  if (field.label === 'repeated') return (value as readonly unknown[]).map((item) => printValue(field, item));
  if (field.label !== 'map') return printValue(field, value);
  return Object.fromEntries(Object.entries(value as Values).map(([key, item]) => [key, printValue(field, item)]));
}

function printValue({ kind, type }: FieldDescriptor, value: unknown): Json {
  if (type === 'google.protobuf.Timestamp') return printTimestamp(value as SecondsAndNanos);
  if (type === 'google.protobuf.Duration') return printDuration(value as SecondsAndNanos);
  if (kind === 'message') return printProtoJson(type, value as Values);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  // JSON has no word for what is no number; protobuf has.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value as string | boolean;
}

interface SecondsAndNanos {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** RFC 3339 in UTC, with as many of the nine decimals as say something. */
export function printTimestamp({ seconds, nanos }: SecondsAndNanos): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}${decimals(nanos)}Z`;
}

function printDuration({ seconds, nanos }: SecondsAndNanos): string {
  const sign = seconds < 0n || nanos < 0 ? '-' : '';
  return `${sign}${seconds < 0n ? -seconds : seconds}${decimals(Math.abs(nanos))}s`;
}

function decimals(nanos: number): string {
  return nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
}
