import type { IField, Root, Type } from 'protobufjs/light.js';
import { protobufjs } from '#protobufjs';
import { type FieldDescriptor, fieldsOf } from './field-descriptor.ts';
import { messageConstructor } from './message-constructor.ts';

const types = new Map<string, Type>();
let root: Root | undefined;

/** The reflected type of a message; adds it and everything it can contain to the one root. */
export function messageType(name: string): Type {
  const known = types.get(name);
  if (known !== undefined) return known;
  root ??= new (protobufjs().Root)();
  addClosure(name, root);
  root.resolveAll();
  const type = types.get(name);
  if (type === undefined) throw new Error(`message ${name} is not part of its own closure`);
  return type;
}

function addClosure(name: string, root: Root): void {
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (types.has(next)) continue;
    const type = reflect(next);
    root.add(type);
    types.set(next, type);
    for (const field of fieldsOf(next)) if (field.kind === 'message') pending.push(field.type);
  }
}

function reflect(name: string): Type {
  const fields = fieldsOf(name).map((field) => [field.name, reflectField(field)] as const);
  const type = protobufjs().Type.fromJSON(flatName(name), { fields: Object.fromEntries(fields) });
  Object.defineProperty(type, 'ctor', { value: messageConstructor(name) });
  type.setup = compile;
  return type;
}

/**
 * What protobufjs runs before the first use of a type. Its own version also compiles three functions nobody here calls
 * and insists on its own constructors.
 */
function compile(this: Type): Type {
  const { Reader, Writer, decoder, encoder, util } = protobufjs();
  const fieldTypes = this.fieldsArray.map((field) => field.resolve().resolvedType);
  const encode = encoder(this)({ Writer, types: fieldTypes, util });
  const decode = decoder(this)({ Reader, types: fieldTypes, util, C: this.ctor });
  return Object.assign(this, { encode, decode });
}

/** Types are kept side by side: nesting would force parents into a closure that does not need them. */
function flatName(name: string): string {
  return name.replaceAll('.', '_');
}

/** Enums are `int32`: the same bytes, and numbers of a newer server stay what they are. */
function reflectField(field: FieldDescriptor): IField & { keyType?: string } {
  const presence = field.label === 'optional' || field.oneof !== undefined;
  return {
    id: field.id,
    type: field.kind === 'message' ? flatName(field.type) : field.kind === 'enum' ? 'int32' : field.type,
    ...(field.label === 'repeated' && { rule: 'repeated' }),
    ...(field.mapKey !== undefined && { keyType: field.mapKey }),
    ...(presence && { options: { features: { field_presence: 'EXPLICIT' } } }),
  };
}
