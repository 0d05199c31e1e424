import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadProtos } from '../../../scripts/proto-model.ts';
import { type FieldDescriptor, fieldsOf, messageNames } from '../field-descriptor.ts';
import { anyMessageCodec, messageCodec } from '../message-codec.ts';
import { enumNumber } from './enum-numbers.ts';
import { fieldsByJsonName, protoName } from './field-names.ts';
import type { Json } from './json-value.ts';
import { printProtoJson } from './print-proto-json.ts';
import { readProtoJson } from './read-proto-json.ts';

const model = loadProtos(join(import.meta.dirname, '../../../../../protos'));

function roundTrip(message: string, json: Json): Json {
  return printProtoJson(message, readProtoJson(message, json));
}

describe('messages as JSON', () => {
  it.each<[string, string, Json]>([
    ['names, numbers and lists', 'specs.MachineClassSpec', { match_labels: ['a', 'b'] }],
    ['64-bit integers as texts', 'management.CreateServiceAccountRequest', { use_user_role: true, name: 'n' }],
    ['numbers beyond 2^53 as texts', 'google.protobuf.Timestamp', { seconds: '9007199254740993' }],
    ['bytes as base64', 'specs.JWTPublicKeySpec', { public_key: 'AQID' }],
    ['times', 'specs.JWTPublicKeySpec', { expiration: '2026-11-22T21:00:00.000000001Z' }],
    ['times without a fraction', 'specs.JWTPublicKeySpec', { expiration: '0001-01-01T00:00:00Z' }],
    ['durations', 'specs.EtcdBackupConf', { interval: '-5400.500s', enabled: true }],
    ['maps', 'specs.LabelsCompletionSpec', { items: { arch: { items: ['amd64'] } } }],
    ['a key that is a name of JavaScript', 'specs.LabelsCompletionSpec', JSON.parse('{"items":{"__proto__":{}}}')],
    ['numbers of enum values', 'specs.MachineSetSpec', { update_strategy: 1 }],
    ['numbers of enum values nobody knows', 'specs.MachineSetSpec', { update_strategy: 77 }],
    ['a zero below zero', 'specs.KubernetesUsageSpec.Quantity', { limits: '-0' }],
    ['what is no number', 'specs.KubernetesUsageSpec.Quantity', { requests: 'NaN', limits: '-Infinity' }],
    ['an empty message of a oneof', 'specs.OngoingTaskSpec', { destroy: {} }],
    ['an optional field that has its default', 'cosi.resource.WatchRequest', { id: '' }],
    ['messages without fields', 'common.Metadata', { status: {} }],
    [
      'messages inside of Any',
      'google.rpc.Status',
      {
        code: 5,
        details: [
          { '@type': 'type.googleapis.com/specs.MachineClassSpec', match_labels: ['a'] },
          { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '1.500s' },
        ],
      },
    ],
  ])('keep %s', (_name, message, json) => {
    expect(roundTrip(message, json)).toEqual(json);
  });

  it.each<[string, string, Json, Json]>([
    ['defaults', 'specs.EtcdBackupConf', { enabled: false, interval: null }, {}],
    ['names in camel case', 'specs.MachineClassSpec', { matchLabels: ['a'] }, { match_labels: ['a'] }],
    ['names of enum values', 'specs.MachineSetSpec', { update_strategy: 'Rolling' }, { update_strategy: 1 }],
    ['base64 for URLs', 'specs.JWTPublicKeySpec', { public_key: '-_8' }, { public_key: '+/8=' }],
    [
      'zones',
      'specs.JWTPublicKeySpec',
      { expiration: '2026-01-01T01:30:00+01:30' },
      { expiration: '2026-01-01T00:00:00Z' },
    ],
    ['numbers as texts', 'specs.MachineSetSpec.MachineAllocation', { machine_count: '1e1' }, { machine_count: 10 }],
    ['64-bit integers as numbers', 'google.protobuf.Timestamp', { seconds: 7 }, { seconds: '7' }],
  ])('read %s', (_name, message, json, printed) => {
    expect(roundTrip(message, json)).toEqual(printed);
  });

  it.each<[string, string, unknown, string]>([
    [
      'an unknown field',
      'specs.MachineClassSpec',
      { nonsense: 1 },
      'unknown field "nonsense" in specs.MachineClassSpec',
    ],
    ['a field of every object', 'specs.MachineClassSpec', { constructor: 1 }, 'unknown field "constructor"'],
    [
      'a list that is none',
      'specs.MachineClassSpec',
      { match_labels: 'a' },
      'MachineClassSpec.match_labels must be a list',
    ],
    ['a text that is none', 'specs.MachineClassSpec', { match_labels: [1] }, 'match_labels[0] must be a text'],
    ['a missing item', 'specs.MachineClassSpec', { match_labels: [null] }, 'match_labels[0] must be a text'],
    ['no object', 'specs.MachineClassSpec', 7, 'specs.MachineClassSpec must be an object'],
    [
      'a name no enum value has',
      'specs.MachineSetSpec',
      { update_strategy: 'Later' },
      'update_strategy must be a value of',
    ],
    ['a name of every object', 'specs.MachineSetSpec', { update_strategy: 'constructor' }, 'must be a value of'],
    ['a fraction', 'specs.MachineSetSpec', { update_strategy: 1.5 }, 'must be a whole number of 32 bits'],
    ['a number of 33 bits', 'specs.MachineSetSpec', { update_strategy: 2 ** 31 }, 'must be a whole number of 32 bits'],
    ['a number of 65 bits', 'google.protobuf.Timestamp', { seconds: '9223372036854775808' }, 'whole number of 64 bits'],
    ['a number that lost digits', 'google.protobuf.Timestamp', { seconds: 2 ** 53 }, 'whole number of 64 bits'],
    ['a day that does not exist', 'specs.JWTPublicKeySpec', { expiration: '2026-13-01T00:00:00Z' }, 'must be a time'],
    ['a time without a zone', 'specs.JWTPublicKeySpec', { expiration: '2026-12-01T00:00:00' }, 'must be a time'],
    ['a duration without a unit', 'specs.EtcdBackupConf', { interval: '5' }, 'must be a duration'],
    ['what is not base64', 'specs.JWTPublicKeySpec', { public_key: '%' }, 'must be base64'],
    [
      'both fields of a oneof',
      'specs.OngoingTaskSpec',
      { destroy: {}, talos_upgrade: {} },
      'must be the only field of',
    ],
    [
      'an Any of no known type',
      'google.rpc.Status',
      { details: [{ '@type': 'x/y.Z' }] },
      'details[0] must be of a known',
    ],
    ['an Any of no type', 'google.rpc.Status', { details: [{ a: 1 }] }, 'details[0] must be an object with @type'],
  ])('are refused for %s', (_name, message, json, text) => {
    expect(() => readProtoJson(message, json)).toThrow(text);
  });

  it('never quote what is there when they refuse it', () => {
    const message = 'specs.LabelsCompletionSpec';
    const failure = (() => {
      try {
        return readProtoJson(message, { items: { 'canary-key': 'canary-value' } });
      } catch (error) {
        return error;
      }
    })();

    expect(String(failure)).toContain('LabelsCompletionSpec.items.* must be an object');
    expect(String(failure)).not.toContain('canary');
  });

  it('skip what a newer Omni says, when told so', () => {
    const json = {
      update_strategy: 'Later',
      machine_class: { name: 'a', nonsense: {} },
      nonsense: 1,
    };

    expect(readProtoJson('specs.MachineSetSpec', json, { unknown: 'skip' })).toEqual({ machineClass: { name: 'a' } });
    expect(readProtoJson('google.rpc.Status', { details: [{ '@type': 'x/y.Z', a: 1 }] }, { unknown: 'skip' })).toEqual({
      details: [{ typeUrl: 'x/y.Z' }],
    });
  });

  it('cannot say every time', () => {
    expect(() => printProtoJson('specs.JWTPublicKeySpec', { expiration: { seconds: 2n ** 62n, nanos: 0 } })).toThrow(
      'beyond what JSON can say',
    );
    expect(() => printProtoJson('specs.EtcdBackupConf', { interval: { seconds: 1n, nanos: -1 } })).toThrow('beyond');
  });
});

describe('names in JSON', () => {
  it('are those of the .proto files', () => {
    const declared = model.messages.map(({ name, fields }) => [name, fields.map((field) => field.protoName)]);
    const printed = model.messages.map(({ name }) => [name, fieldsOf(name).map((field) => protoName(name, field))]);

    expect(printed).toEqual(declared);
  });

  it('may be those of protobuf in camel case as well', () => {
    const camelCase = (name: string): string =>
      name.replaceAll(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());

    for (const { name, fields } of model.messages) {
      const known = fieldsByJsonName(name);
      expect(fields.map((field) => known.get(camelCase(field.protoName))?.id)).toEqual(fields.map(({ id }) => id));
    }
  });

  it('stand for the numbers of every enum', () => {
    for (const { name, values } of model.enums)
      expect(values.map((value) => [value.name, enumNumber(name, value.name)])).toEqual(
        values.map((value) => [value.name, value.number]),
      );
  });
});

describe('any message', () => {
  it('comes back from JSON as the bytes it was', () => {
    const message = fc
      .constantFrom(...messageNames().filter((name) => !name.startsWith('google.protobuf.')))
      .chain((name) => fc.tuple(fc.constant(name), messageOf(name, 3)));
    fc.assert(
      fc.property(message, ([name, value]) => {
        const { encode, decode } = anyMessageCodec(name);
        const bytes = encode(value);

        const json = JSON.parse(JSON.stringify(printProtoJson(name, decode(bytes) as object)));

        expect(Buffer.from(encode(readProtoJson(name, json)))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);
});

const seconds = fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n });
const timestamp = fc.record({ seconds, nanos: fc.nat(999_999_999) });
const duration = timestamp.map(({ seconds, nanos }) => ({ seconds, nanos: seconds < 0n ? -nanos : nanos }));
const any = fc.array(fc.string(), { maxLength: 3 }).map((matchLabels) => ({
  typeUrl: 'type.googleapis.com/specs.MachineClassSpec',
  value: messageCodec('specs.MachineClassSpec').encode({ matchLabels }),
}));

/** Any message of a type, no more than so many levels deep. */
function messageOf(name: string, depth: number): fc.Arbitrary<object> {
  if (name === 'google.protobuf.Timestamp') return timestamp;
  if (name === 'google.protobuf.Duration') return duration;
  if (name === 'google.protobuf.Any') return any;
  const fields = fieldsOf(name).filter((field) => field.kind !== 'message' || depth > 0);
  const record = fc.record(Object.fromEntries(fields.map((field) => [field.name, fieldOf(field, depth)])), {
    requiredKeys: [],
  });
  return record.map((values) => onePerOneof(fields, values));
}

function onePerOneof(fields: readonly FieldDescriptor[], values: object): object {
  const taken = new Set<string>();
  const isFree = ({ oneof }: FieldDescriptor): boolean => oneof === undefined || taken.size < taken.add(oneof).size;
  const kept = fields.filter((field) => field.name in values && isFree(field)).map(({ name }) => name);
  return Object.fromEntries(Object.entries(values).filter(([name]) => kept.includes(name)));
}

function fieldOf(field: FieldDescriptor, depth: number): fc.Arbitrary<unknown> {
  const value = singleOf(field, depth);
  if (field.label === 'repeated') return fc.array(value, { maxLength: 3 });
  if (field.label !== 'map') return value;
  const key = field.mapKey === 'string' ? fc.string({ unit: 'binary' }) : fc.nat(1_000).map(String);
  return fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });
}

function singleOf({ kind, type }: FieldDescriptor, depth: number): fc.Arbitrary<unknown> {
  if (kind === 'message') return messageOf(type, depth - 1);
  if (kind === 'enum') return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  switch (type) {
    case 'string':
      return fc.string({ unit: 'binary' });
    case 'bool':
      return fc.boolean();
    case 'bytes':
      return fc.uint8Array({ maxLength: 20 });
    case 'double':
      return fc.double();
    case 'float':
      return fc.float();
    case 'uint32':
    case 'fixed32':
      return fc.integer({ min: 0, max: 2 ** 32 - 1 });
    case 'uint64':
    case 'fixed64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case 'int64':
    case 'sint64':
    case 'sfixed64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    default:
      return fc.integer();
  }
}
