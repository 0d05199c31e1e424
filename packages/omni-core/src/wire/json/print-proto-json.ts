import { OmniError } from '../../errors/omni-error.ts';
import { type FieldDescriptor, fieldsOf } from '../field-descriptor.ts';
import { anyMessageCodec } from '../message-codec.ts';
import { protoName } from './field-names.ts';
import type { Json, JsonObject } from './json-value.ts';
import { printDuration, printTimestamp, type SecondsAndNanos } from './time-json.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * A message as Omni's HTTP gateway prints it: names of the `.proto` file, enums as numbers, 64-bit integers as texts,
 * bytes in base64, times in RFC 3339; what has its default is left out. Fields of a newer contract are left out too,
 * since only their numbers are known.
 *
 * @param message full name, e.g. `cosi.resource.GetResponse`
 * @throws {OmniError} `invalid_argument` for a time JSON cannot say, and for contents of an unknown type
 */
export function printProtoJson(message: string, values: object): JsonObject {
  const result: Record<string, Json> = {};
  for (const field of fieldsOf(message)) {
    const value = (values as Values)[field.name];
    if (value === undefined || isDefault(field, value)) continue;
    result[protoName(message, field)] = printField(field, value);
  }
  return result;
}

function isDefault({ label, kind, oneof }: FieldDescriptor, value: unknown): boolean {
  if (label === 'repeated') return (value as readonly unknown[]).length === 0;
  if (label === 'map') return Object.keys(value as Values).length === 0;
  if (label === 'optional' || kind === 'message' || oneof !== undefined) return false;
  if (value instanceof Uint8Array) return value.length === 0;
  return Object.is(value, 0) || value === 0n || value === '' || value === false;
}

function printField(field: FieldDescriptor, value: unknown): Json {
  if (field.label === 'repeated') return (value as readonly unknown[]).map((item) => printValue(field, item));
  if (field.label !== 'map') return printValue(field, value);
  return Object.fromEntries(Object.entries(value as Values).map(([key, item]) => [key, printValue(field, item)]));
}

function printValue({ kind, type }: FieldDescriptor, value: unknown): Json {
  if (kind === 'message') return printMessage(type, value as Values);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64');
  // JSON has no word for what is no number, and JavaScript writes -0 as 0; protobuf reads a text for either.
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : numberText(value);
  return value as string | boolean;
}

function printMessage(type: string, values: Values): Json {
  switch (type) {
    case 'google.protobuf.Timestamp':
      return said(type, printTimestamp(values as Values & SecondsAndNanos));
    case 'google.protobuf.Duration':
      return said(type, printDuration(values as Values & SecondsAndNanos));
    case 'google.protobuf.Any':
      return printAny(String(values['typeUrl'] ?? ''), values['value']);
    default:
      return printProtoJson(type, values);
  }
}

/** The message that travels inside; one with a form of its own goes under `value`. */
function printAny(typeUrl: string, bytes: unknown): Json {
  if (typeUrl === '') return {};
  const type = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
  const content = printMessage(type, anyMessageCodec(type).decode(bytes as Uint8Array) as Values);
  return typeof content === 'string' || type === 'google.protobuf.Any'
    ? { '@type': typeUrl, value: content }
    : { '@type': typeUrl, ...(content as JsonObject) };
}

function said(type: string, text: string | undefined): string {
  if (text === undefined) throw new OmniError('invalid_argument', `a ${type} is beyond what JSON can say`);
  return text;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
