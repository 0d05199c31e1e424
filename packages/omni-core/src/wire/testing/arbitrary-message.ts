import fc from 'fast-check';
import { type FieldDescriptor, fieldsOf, hasPresence } from '../field-descriptor.ts';

/** Seconds up to the year 9999, and those that a Duration of Go can hold. */
const LAST_SECOND = {
  'google.protobuf.Timestamp': 253_402_300_799n,
  'google.protobuf.Duration': 9_000_000_000n,
} as const;

/** Any value of a message, with other messages inside of it down to `depth`. */
export function arbitraryMessage(name: string, depth: number): fc.Arbitrary<Record<string, unknown>> {
  if (name === 'google.protobuf.Timestamp' || name === 'google.protobuf.Duration') {
    return fc.record({ seconds: fc.bigInt({ min: 0n, max: LAST_SECOND[name] }), nanos: fc.nat(999_999_999) });
  }
  const fields = fieldsOf(name).filter((field) => field.kind !== 'message' || depth > 0);
  const oneofs = new Set<string>();
  const chosen = fields.filter(
    (field) => field.oneof === undefined || (!oneofs.has(field.oneof) && oneofs.add(field.oneof)),
  );
  return fc.record(Object.fromEntries(chosen.map((field) => [field.name, arbitraryField(field, depth)])), {
    requiredKeys: chosen.filter((field) => !hasPresence(field)).map((field) => field.name),
  });
}

function arbitraryField(field: FieldDescriptor, depth: number): fc.Arbitrary<unknown> {
  const value = arbitraryValue(field, depth);
  if (field.label === 'repeated') return fc.array(value, { maxLength: 3 });
  if (field.label !== 'map') return value;
  // Integer-like keys, because objects put those first and a second pass could not keep any other order.
  return fc.dictionary(fc.nat(1000).map(String), value, { maxKeys: 3 });
}

function arbitraryValue(field: FieldDescriptor, depth: number): fc.Arbitrary<unknown> {
  if (field.kind === 'message') return arbitraryMessage(field.type, depth - 1);
  if (field.kind === 'enum') return fc.nat(100);
  switch (field.type) {
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: 10 });
    case 'bytes':
      return fc.uint8Array({ maxLength: 10 });
    case 'bool':
      return fc.boolean();
    case 'double':
      return fc.double({ noNaN: true });
    case 'int64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'uint64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.nat();
    default:
      throw new Error(`no values for ${field.type} yet`);
  }
}
