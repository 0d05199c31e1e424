import { timestampOf } from '@fleetwright/omni-core';
import { type FieldDescriptor, fieldsOf } from '@fleetwright/omni-core/wire';
import { StatusError } from '../status/status-error.ts';

const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;
const FRACTION = /\.(\d{1,9})/;

/**
 * Reads a message from JSON. Names may be those of the `.proto` file or those of JavaScript.
 * @throws {StatusError} INVALID_ARGUMENT naming the field that is unknown or does not fit
 */
export function readProtoJson(message: string, json: unknown, place = 'spec'): Record<string, unknown> {
  if (!isRecord(json)) throw refused(place, 'an object');
  const fields = new Map(fieldsOf(message).map((field) => [plain(field.name), field]));
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    const field = fields.get(plain(name));
    if (field === undefined) throw new StatusError('INVALID_ARGUMENT', `unknown field "${name}" in ${place}`);
    if (value !== null) result[field.name] = readField(field, value, `${place}.${name}`);
  }
  return result;
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function readField(field: FieldDescriptor, json: unknown, place: string): unknown {
  if (field.label === 'repeated') {
    if (!Array.isArray(json)) throw refused(place, 'a list');
    return json.map((item: unknown, index) => readValue(field, item, `${place}[${index}]`));
  }
  if (field.label !== 'map') return readValue(field, json, place);
  if (!isRecord(json)) throw refused(place, 'an object');
  return Object.fromEntries(
    Object.entries(json).map(([key, item]) => [key, readValue(field, item, `${place}.${key}`)]),
  );
}

function readValue({ kind, type }: FieldDescriptor, json: unknown, place: string): unknown {
  if (type === 'google.protobuf.Timestamp') return readTimestamp(json, place);
  if (type === 'google.protobuf.Duration') return readDuration(json, place);
  if (kind === 'message') return readProtoJson(type, json, place);
  if (type === 'string') return expected(typeof json === 'string', json, place, 'a text');
  if (type === 'bool') return expected(typeof json === 'boolean', json, place, 'true or false');
  if (type === 'bytes') return readBytes(json, place);
  if (type.endsWith('64')) return readBigInt(json, place);
  const number = typeof json === 'string' && json.trim() !== '' ? Number(json) : json;
  const whole = kind === 'enum' || (type !== 'double' && type !== 'float');
  const fits = typeof number === 'number' && (whole ? Number.isInteger(number) : !Number.isNaN(number));
  return expected(fits, number, place, whole ? 'a whole number' : 'a number');
}

function readBytes(json: unknown, place: string): Uint8Array {
  if (typeof json !== 'string') throw refused(place, 'base64');
  return Buffer.from(json, 'base64');
}

function readBigInt(json: unknown, place: string): bigint {
  const text = typeof json === 'number' || typeof json === 'string' ? String(json) : '';
  if (!/^-?\d{1,20}$/.test(text)) throw refused(place, 'a whole number');
  return BigInt(text);
}

function readTimestamp(json: unknown, place: string): { seconds: bigint; nanos: number } {
  const time = typeof json === 'string' ? new Date(json) : new Date(Number.NaN);
  if (typeof json !== 'string' || Number.isNaN(time.getTime())) throw refused(place, 'a time');
  const [, fraction = ''] = FRACTION.exec(json) ?? [];
  return { seconds: timestampOf(new Date(Math.floor(time.getTime() / 1000) * 1000)).seconds, nanos: nanosOf(fraction) };
}

function readDuration(json: unknown, place: string): { seconds: bigint; nanos: number } {
  const match = typeof json === 'string' ? DURATION.exec(json) : null;
  if (match === null) throw refused(place, 'a duration like "3.5s"');
  const [, minus, seconds = '0', fraction = ''] = match;
  const sign = minus === '-' ? -1 : 1;
  return { seconds: BigInt(sign) * BigInt(seconds), nanos: sign * nanosOf(fraction) || 0 };
}

function nanosOf(fraction: string): number {
  return Number(fraction.padEnd(9, '0'));
}

function expected(fits: boolean, value: unknown, place: string, what: string): unknown {
  if (!fits) throw refused(place, what);
  return value;
}

function refused(place: string, what: string): StatusError {
  return new StatusError('INVALID_ARGUMENT', `${place} must be ${what}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
