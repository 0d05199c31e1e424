import type { ResourceType } from '@fleetwright/omni-core';
import { type FieldDescriptor, fieldsOf } from '@fleetwright/omni-core/wire';
import fc from 'fast-check';

type Fields = Readonly<Record<string, unknown>>;

/** Texts that are something else when they are not quoted, need escaping, or break lines. */
export const ODD_TEXTS = [
  'plain',
  'true',
  '8',
  '',
  'a: <b> & "c"',
  '2024-01-01',
  "it's",
  'two\nlines\n',
  'tab\there',
  'a:\n    - b\n',
  'yes',
  'é ü',
];
const DEEPEST = 4;
const MAX_SECONDS = 2n ** 33n;

/** Any spec a type can have: fields left out and set, texts that are hard to print, numbers at their limits. */
export function anySpec(type: ResourceType): fc.Arbitrary<unknown> {
  if (type.specMessage !== undefined) return anyMessage(type.specMessage, 0);
  return type.type.startsWith('KubernetesResources.') ? anyText : fc.constant({});
}

/**
 * What Go's own YAML does not get back as it was written, so that omnictl prints something else or fails: blanks and
 * tabs where the lines of a text begin, and the separators of lines that are not `\n`.
 */
const LOST_BY_GO = /^[ \t\n](?:.|\n)*\n|^\n |\n\t|[\r\x85\u2028\u2029]/;

const anyText = fc
  .oneof(
    fc.constantFrom(...ODD_TEXTS),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...' #:-?[]{},&*!|>%@`\'"\\=~0123456789eE+.\n\tabn'), maxLength: 12 }),
  )
  .filter((text) => !LOST_BY_GO.test(text));
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

function anyMessage(name: string, depth: number): fc.Arbitrary<Fields> {
  if (name === 'google.protobuf.Timestamp' || name === 'google.protobuf.Duration') return anyMoment;
  // Only Omni's own dictionary makes a frame that its readers take.
  const fields = fieldsOf(name).filter(
    ({ kind, name: field }) => !(depth === DEEPEST && kind === 'message') && !field.startsWith('compressed'),
  );
  const values = Object.fromEntries(fields.map((field) => [field.name, anyField(field, depth)]));
  return fc.record(values, { requiredKeys: [] }).map((record) => withoutRivals(record, fields));
}

/** Of the fields of a oneof only the first that is set stays. */
function withoutRivals(record: Fields, fields: readonly FieldDescriptor[]): Fields {
  const taken = new Set<string>();
  const kept = fields.filter(({ name, oneof }) => {
    if (!(name in record) || oneof === undefined) return name in record;
    const isFirst = !taken.has(oneof);
    taken.add(oneof);
    return isFirst;
  });
  return Object.fromEntries(kept.map(({ name }) => [name, record[name]]));
}

function anyField(field: FieldDescriptor, depth: number): fc.Arbitrary<unknown> {
  const value = anyValue(field, depth + 1);
  if (field.label === 'repeated') return fc.array(value, { maxLength: 3 });
  if (field.label !== 'map') return value;
  const key = field.mapKey === 'string' ? fc.oneof(fc.constantFrom('b', 'a10', 'a9'), anyText) : fc.nat();
  return fc.array(fc.tuple(key.map(String), value), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

function anyValue({ kind, type }: FieldDescriptor, depth: number): fc.Arbitrary<unknown> {
  if (kind === 'message') return anyMessage(type, depth);
  if (kind === 'enum') return fc.nat({ max: 5 });
  switch (type) {
    case 'string':
      return anyText;
    case 'bool':
      return fc.boolean();
    case 'bytes':
      return fc.uint8Array({ maxLength: 20 });
    case 'double':
    case 'float':
      return anyNumber;
    case 'uint64':
    case 'fixed64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case 'uint32':
    case 'fixed32':
      return fc.nat({ max: 2 ** 32 - 1 });
    default:
      return type.endsWith('64')
        ? fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
        : fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  }
}

const anyMoment = fc.record({
  seconds: fc.oneof(fc.constant(0n), fc.bigInt({ min: -MAX_SECONDS, max: MAX_SECONDS })),
  nanos: fc.oneof(fc.constant(0), fc.nat({ max: 999_999_999 })),
});
