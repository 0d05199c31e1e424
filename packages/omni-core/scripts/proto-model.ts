import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

/** Everything the emitters need to know about the contract in `protos/`, independent of the parser. */
export interface ProtoModel {
  readonly messages: readonly MessageModel[];
  readonly enums: readonly EnumModel[];
  readonly services: readonly ServiceModel[];
}

export interface MessageModel {
  /** Full name, e.g. `specs.MachineSetSpec.MachineAllocation`. */
  readonly name: string;
  readonly package: string;
  readonly comment: string | undefined;
  readonly fields: readonly FieldModel[];
}

export interface FieldModel {
  /** As in the `.proto` file. */
  readonly protoName: string;
  /** As in TypeScript. */
  readonly name: string;
  readonly id: number;
  /** Scalar name, or full name of a message or enum. */
  readonly type: string;
  readonly kind: 'scalar' | 'message' | 'enum';
  readonly label: 'repeated' | 'optional' | undefined;
  readonly mapKey: string | undefined;
  readonly oneof: string | undefined;
  readonly deprecated: boolean;
  readonly comment: string | undefined;
}

export interface EnumModel {
  readonly name: string;
  readonly package: string;
  readonly comment: string | undefined;
  readonly values: readonly { readonly name: string; readonly number: number; readonly comment: string | undefined }[];
}

export interface ServiceModel {
  readonly name: string;
  readonly comment: string | undefined;
  readonly methods: readonly MethodModel[];
}

export interface MethodModel {
  readonly name: string;
  readonly request: string;
  readonly response: string;
  readonly serverStreaming: boolean;
  readonly comment: string | undefined;
}

/** Reads every `.proto` below `directory` and resolves all references. Throws where the files are not valid proto3. */
export function loadProtos(directory: string): ProtoModel {
  const root = new protobuf.Root();
  const imports = new Set<string>();
  for (const path of protoFiles(directory)) {
    const source = readFileSync(join(directory, path), 'utf8');
    const parsed = protobuf.parse(source, root, { keepCase: true, alternateCommentMode: true });
    for (const path of parsed.imports ?? []) imports.add(path);
  }
  for (const path of imports) addWellKnown(root, path);
  root.resolveAll();

  const model = { messages: [] as MessageModel[], enums: [] as EnumModel[], services: [] as ServiceModel[] };
  visit(root, '');
  return model;

  function visit(namespace: protobuf.NamespaceBase, packageName: string): void {
    for (const object of namespace.nestedArray) {
      const name = object.fullName.slice(1);
      if (object instanceof protobuf.Type) {
        model.messages.push(messageModel(object, packageName));
        visit(object, packageName);
      } else if (object instanceof protobuf.Enum) model.enums.push(enumModel(object, packageName));
      else if (object instanceof protobuf.Service) model.services.push(serviceModel(object));
      else if (object instanceof protobuf.Namespace) visit(object, name);
    }
  }
}

/** Paths of all `.proto` files below `directory`, relative to it, in a stable order. */
export function protoFiles(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.proto'))
    .sort();
}

function addWellKnown(root: protobuf.Root, path: string): void {
  const common = protobuf.common.get(path);
  if (common?.nested === undefined) return;
  root.addJSON(common.nested);
}

function messageModel(type: protobuf.Type, packageName: string): MessageModel {
  return {
    name: type.fullName.slice(1),
    package: packageName,
    comment: type.comment ?? undefined,
    fields: type.fieldsArray.map(fieldModel),
  };
}

function fieldModel(field: protobuf.Field): FieldModel {
  const resolved = field.resolvedType;
  const optional = field.options?.['proto3_optional'] === true;
  return {
    protoName: field.name,
    name: protobuf.util.camelCase(field.name),
    id: field.id,
    type: resolved === null ? field.type : resolved.fullName.slice(1),
    kind: resolved === null ? 'scalar' : resolved instanceof protobuf.Enum ? 'enum' : 'message',
    label: field.repeated ? 'repeated' : optional ? 'optional' : undefined,
    mapKey: field instanceof protobuf.MapField ? field.keyType : undefined,
    oneof: optional ? undefined : (field.partOf?.name ?? undefined),
    deprecated: field.options?.['deprecated'] === true,
    comment: field.comment ?? undefined,
  };
}

function enumModel(type: protobuf.Enum, packageName: string): EnumModel {
  return {
    name: type.fullName.slice(1),
    package: packageName,
    comment: type.comment ?? undefined,
    values: Object.entries(type.values).map(([name, number]) => ({
      name,
      number,
      comment: type.comments[name] ?? undefined,
    })),
  };
}

function serviceModel(service: protobuf.Service): ServiceModel {
  return {
    name: service.fullName.slice(1),
    comment: service.comment ?? undefined,
    methods: service.methodsArray.map((method) => ({
      name: method.name,
      request: fullName(method.resolvedRequestType),
      response: fullName(method.resolvedResponseType),
      serverStreaming: method.responseStream === true,
      comment: method.comment ?? undefined,
    })),
  };
}

function fullName(type: protobuf.Type | null): string {
  if (type === null) throw new Error('a method names a type that does not exist');
  return type.fullName.slice(1);
}
