import { type FieldDescriptor, fieldsOf } from '../wire/field-descriptor.ts';
import { resolvePlainScalar } from './yaml/plain-scalar.ts';
import type { YamlPlace } from './yaml/yaml-place.ts';

type Fields = Record<string, unknown>;

/** Keys that are not the lower-cased name of their field. */
const KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'specs.ClusterMachineSpec': { kubernetes_version: 'kubernetesVersion' },
  'cosi.resource.meta.ResourceDefinitionSpec': { type: 'resourceType' },
};
const TRUE = new Set(['true', 'yes', 'on', 'y']);
const FALSE = new Set(['false', 'no', 'off', 'n']);
const BINARY = 'tag:yaml.org,2002:binary';

/**
 * Reads a message from YAML as Omni prints it. Keys are matched without regard to case.
 * @throws {OmniError} `invalid_argument` naming the place, for unknown keys and values that do not fit
 */
export function messageFromYaml(message: string, place: YamlPlace): Fields {
  const result: Fields = {};
  const fields = fieldsOf(message);
  for (const [key, value] of place.entries()) {
    const name = KEYS[message]?.[key] ?? key;
    const field = fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (field !== undefined) result[field.name] = fieldFromYaml(field, value);
    else if (isOneof(fields, name)) Object.assign(result, messageFromYaml(message, value));
    else throw value.refuse('there is no such field');
  }
  return result;
}

function isOneof(fields: readonly FieldDescriptor[], name: string): boolean {
  return fields.some((field) => field.oneof?.toLowerCase() === name.toLowerCase());
}

function fieldFromYaml(field: FieldDescriptor, place: YamlPlace): unknown {
  if (field.label === 'repeated') return place.items().map((item) => valueFromYaml(field, item));
  if (field.label === 'map')
    return Object.fromEntries([...place.entries()].map(([key, value]) => [key, valueFromYaml(field, value)]));
  return place.isNull() ? undefined : valueFromYaml(field, place);
}

function valueFromYaml(field: FieldDescriptor, place: YamlPlace): unknown {
  if (field.kind === 'message') return messageFromYaml(field.type, place);
  if (field.kind === 'enum') return integer(place, 32, true);
  switch (field.type) {
    case 'string':
      return place.text();
    case 'bool':
      return boolean(place);
    case 'bytes':
      return bytes(place);
    case 'double':
    case 'float':
      return float(place);
    default:
      return number(field.type, place);
  }
}

function number(type: string, place: YamlPlace): number | bigint {
  const signed = !type.startsWith('u') && type !== 'fixed32' && type !== 'fixed64';
  return type.endsWith('64') ? wholeNumber(place, 64, signed) : integer(place, 32, signed);
}

function boolean(place: YamlPlace): boolean {
  const word = place.isUnquoted() ? place.text().toLowerCase() : '';
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw place.refuse('expected true or false');
}

function bytes(place: YamlPlace): Uint8Array {
  if (place.tag === BINARY) return new Uint8Array(Buffer.from(place.text(), 'base64'));
  return Uint8Array.from(place.items(), (item) => integer(item, 8, false));
}

function float(place: YamlPlace): number {
  const scalar = resolvePlainScalar(place.isUnquoted() ? place.text() : 'text');
  if (scalar.tag === '!!int' || scalar.tag === '!!float') return Number(scalar.value);
  throw place.refuse('expected a number');
}

function integer(place: YamlPlace, bits: number, signed: boolean): number {
  return Number(wholeNumber(place, bits, signed));
}

function wholeNumber(place: YamlPlace, bits: number, signed: boolean): bigint {
  const scalar = resolvePlainScalar(place.isUnquoted() ? place.text() : 'text');
  if (scalar.tag !== '!!int') throw place.refuse('expected a whole number');
  const { value } = scalar;
  const fits = signed ? BigInt.asIntN(bits, value) === value : BigInt.asUintN(bits, value) === value;
  if (!fits) throw place.refuse(`expected ${signed ? 'a' : 'an unsigned'} number of ${bits} bits`);
  return value;
}
