import { type FieldDescriptor, fieldsOf } from './field-descriptor.ts';

type Convert = (message: object) => object;
type Values = Readonly<Record<string, unknown>>;

const INT64 = /^(u?int64|sint64|s?fixed64)$/;
const identity: Convert = (message) => message;
const converters = new Map<string, Convert>();

/**
 * A function that replaces bigints by the pairs of 32-bit numbers protobufjs writes. It copies only messages that have
 * 64-bit fields somewhere below; for all others it answers its argument.
 */
export function longsFor(name: string): Convert {
  const known = converters.get(name);
  if (known !== undefined) return known;
  const fields = fieldsOf(name).filter(
    (field) => INT64.test(field.type) || (field.kind === 'message' && reaches64Bit(field.type)),
  );
  const convert = fields.length === 0 ? identity : (message: object) => convertFields(message as Values, fields);
  converters.set(name, convert);
  return convert;
}

function reaches64Bit(name: string, visited: Set<string> = new Set()): boolean {
  if (visited.has(name)) return false;
  visited.add(name);
  return fieldsOf(name).some(
    (field) => INT64.test(field.type) || (field.kind === 'message' && reaches64Bit(field.type, visited)),
  );
}

function convertFields(message: Values, fields: readonly FieldDescriptor[]): object {
  const copy: Record<string, unknown> = { ...message };
  // Not enumerable, so the spread leaves it behind.
  if ('$unknowns' in message) Object.defineProperty(copy, '$unknowns', { value: message['$unknowns'] });
  for (const field of fields) {
    const value = copy[field.name];
    if (value === undefined || value === null) continue;
    const convert =
      field.kind === 'message' ? (element: unknown) => longsFor(field.type)(element as object) : longParts;
    copy[field.name] = convertField(value, field, convert);
  }
  return copy;
}

function convertField(value: unknown, field: FieldDescriptor, convert: (value: unknown) => unknown): unknown {
  if (field.label === 'repeated') return (value as readonly unknown[]).map(convert);
  if (field.label === 'map')
    return Object.fromEntries(Object.entries(value as Values).map(([key, element]) => [key, convert(element)]));
  return convert(value);
}

/** The low and high half of a 64-bit integer, in the form protobufjs accepts instead of a `Long`. */
function longParts(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return { low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)), unsigned: false };
}
