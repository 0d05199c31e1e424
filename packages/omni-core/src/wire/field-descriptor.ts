import { OmniError } from '../errors/omni-error.ts';
import { descriptors } from './gen/descriptors.ts';

/** One field of a message, as the `.proto` file declares it. */
export interface FieldDescriptor {
  /** Name in TypeScript. */
  readonly name: string;
  readonly id: number;
  readonly kind: 'scalar' | 'enum' | 'message';
  /** Scalar name, or full name of the enum or message. Of a map: the type of its values. */
  readonly type: string;
  /** `optional` is proto3 presence of a scalar; messages always have presence. */
  readonly label: 'singular' | 'optional' | 'repeated' | 'map';
  /** Scalar type of a map's keys. */
  readonly mapKey: string | undefined;
  /** The oneof the field belongs to. */
  readonly oneof: string | undefined;
}

/** `name=id [repeated | optional | map <key type> | oneof <name>] [enum] <type>` */
const FIELD = /^(\w+)=(\d+) (?:(repeated|optional|map|oneof) )?(?:(?<=(?:map|oneof) )(\w+) )?(?:(enum) )?([\w.]+)$/;

const tables = new Map<string, Readonly<Record<string, string>>>();
const cache = new Map<string, readonly FieldDescriptor[]>();

/**
 * Fields of a message in the order of the `.proto` file.
 * @throws {OmniError} `invalid_argument` when the contract has no such message
 */
export function fieldsOf(message: string): readonly FieldDescriptor[] {
  const known = cache.get(message);
  if (known !== undefined) return known;
  const text = tableOf(message)?.[message];
  if (text === undefined) throw new OmniError('invalid_argument', `there is no protobuf message named ${message}`);
  const fields = text === '' ? [] : text.split(';').map(parseField);
  cache.set(message, fields);
  return fields;
}

/** True when the field is `undefined` if the wire does not carry it. */
export function hasPresence(field: FieldDescriptor): boolean {
  return (
    field.label === 'optional' ||
    (field.label === 'singular' && (field.kind === 'message' || field.oneof !== undefined))
  );
}

/** True when the contract has a message of this full name. */
export function hasMessage(name: string): boolean {
  return Object.hasOwn(tableOf(name) ?? {}, name);
}

/** Full names of all messages of the contract. */
export function messageNames(): readonly string[] {
  return Object.keys(descriptors).flatMap((name) => Object.keys(table(name)));
}

function tableOf(message: string): Readonly<Record<string, string>> | undefined {
  const packageName = message.replace(/\.[A-Z].*$/, '');
  return Object.hasOwn(descriptors, packageName) ? table(packageName) : undefined;
}

function table(packageName: string): Readonly<Record<string, string>> {
  const known = tables.get(packageName);
  if (known !== undefined) return known;
  const parsed = JSON.parse(descriptors[packageName] ?? '{}') as Readonly<Record<string, string>>;
  tables.set(packageName, parsed);
  return parsed;
}

function parseField(text: string): FieldDescriptor {
  const [, name = '', id = '', label, argument, enumeration, type = ''] = FIELD.exec(text) ?? [];
  return {
    name,
    id: Number(id),
    kind: enumeration !== undefined ? 'enum' : type.includes('.') ? 'message' : 'scalar',
    type,
    label: label === undefined || label === 'oneof' ? 'singular' : (label as 'optional' | 'repeated' | 'map'),
    mapKey: label === 'map' ? argument : undefined,
    oneof: label === 'oneof' ? argument : undefined,
  };
}
