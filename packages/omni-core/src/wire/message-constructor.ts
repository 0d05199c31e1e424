import { protobufjs } from '#protobufjs';
import { type FieldDescriptor, fieldsOf, hasPresence } from './field-descriptor.ts';

const EMPTY_BYTES = new Uint8Array();
const INT64 = /int64|fixed64/;

/**
 * A class for decoded messages that gives them all their fields from the start, so that reading, spreading and
 * comparing work as on any object, and engines see one shape per message. The one protobufjs makes would leave defaults
 * to the prototype, use `null` for absent messages and add a `toJSON` that knows no bigint.
 */
export function messageConstructor(name: string): new () => object {
  const fields = fieldsOf(name).filter((field) => !hasPresence(field));
  const code = protobufjs().util.codegen([], name.slice(name.lastIndexOf('.') + 1));
  for (const field of fields) code(`this.${field.name}=${initialValue(field)}`);
  const created = code({ emptyBytes: EMPTY_BYTES }) as unknown as new () => object;

  // Where the wire carries a default explicitly, protobufjs deletes the own field again: it must still read as default.
  for (const field of fields)
    if (field.label === 'singular')
      Object.defineProperty(created.prototype, field.name, { value: scalarDefault(field), writable: true });
  return created;
}

function initialValue(field: FieldDescriptor): string {
  if (field.label === 'repeated') return '[]';
  if (field.label === 'map') return '{}';
  if (field.type === 'bytes') return 'emptyBytes';
  return INT64.test(field.type) ? '0n' : JSON.stringify(scalarDefault(field));
}

function scalarDefault(field: FieldDescriptor): unknown {
  if (field.type === 'string') return '';
  if (field.type === 'bytes') return EMPTY_BYTES;
  if (field.type === 'bool') return false;
  return INT64.test(field.type) ? 0n : 0;
}
