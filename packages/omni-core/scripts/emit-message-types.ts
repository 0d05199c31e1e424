import type { EnumModel, FieldModel, MessageModel, ProtoModel } from './proto-model.ts';
import { type Doc, docComment, GENERATED, indent } from './source-text.ts';

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  bytes: 'Uint8Array',
  bool: 'boolean',
  int64: 'bigint',
  uint64: 'bigint',
  sint64: 'bigint',
  fixed64: 'bigint',
  sfixed64: 'bigint',
};

/** What protobuf's own messages are; their definitions come without comments. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  'google.protobuf.Any': 'A message of any type, as bytes.',
  'google.protobuf.Duration': 'A span of time.',
  'google.protobuf.Empty': 'A message without content.',
  'google.protobuf.Timestamp': 'A point in time, counted from 1970 in UTC.',
};

interface Scope {
  readonly message: MessageModel | undefined;
  readonly enumeration: EnumModel | undefined;
  readonly children: Map<string, Scope>;
}

/** One module per proto package; nested messages and enums live in type-only namespaces under the same full name. */
export function emitMessageTypes(model: ProtoModel): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const name of packages(model)) {
    const scope = packageScope(model, name);
    const body = [...scope.children].map(([child, inner]) => declare(child, inner, name)).join('\n\n');
    const imports = packages(model)
      .filter((other) => other !== name && new RegExp(`\\b${packageIdentifier(other)}\\.[A-Z]`).test(body))
      .map((other) => `import type * as ${packageIdentifier(other)} from './${packageFile(other)}.ts';\n`);
    files.set(`${packageFile(name)}.ts`, `${GENERATED}\n${imports.join('')}\n${body}\n`);
  }
  return files;
}

/** The map from full message name to interface that types `messageCodec`. */
export function emitMessageMap(model: ProtoModel): string {
  const imports = packages(model).map(
    (name) => `import type * as ${packageIdentifier(name)} from './${packageFile(name)}.ts';\n`,
  );
  const lines = model.messages.map(
    (message) => `  '${message.name}': ${reference(message.name, message.package, '')};`,
  );
  return `${GENERATED}\n${imports.join('')}
/** Every message of the contract by its full protobuf name. */
export interface Messages {
${lines.join('\n')}
}
`;
}

/** Packages of the model, sorted. */
export function packages(model: ProtoModel): readonly string[] {
  return [...new Set(model.messages.map((message) => message.package))].sort();
}

/** `cosi.resource.meta` becomes `cosiResourceMeta`. */
export function packageIdentifier(name: string): string {
  return name.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** `cosi.resource.meta` becomes `cosi-resource-meta`. */
export function packageFile(name: string): string {
  return name.replaceAll('.', '-');
}

function packageScope(model: ProtoModel, name: string): Scope {
  const root: Scope = { message: undefined, enumeration: undefined, children: new Map() };
  for (const message of model.messages) if (message.package === name) place(root, message, { message });
  for (const enumeration of model.enums) if (enumeration.package === name) place(root, enumeration, { enumeration });
  return root;
}

function place(root: Scope, object: EnumModel | MessageModel, content: Partial<Scope>): void {
  const path = object.name.slice(object.package.length + 1).split('.');
  let scope = root;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    const known = scope.children.get(step);
    const next: Scope = {
      message: undefined,
      enumeration: undefined,
      children: new Map(),
      ...known,
      ...(last && content),
    };
    scope.children.set(step, next);
    scope = next;
  }
}

function declare(name: string, scope: Scope, packageName: string): string {
  if (scope.enumeration !== undefined)
    return [enumConstant(name, scope.enumeration), `export type ${name} = number;`].join('\n');
  return [interfaceText(name, scope, packageName), valueText(name, scope), namespaceText(name, scope, packageName)]
    .filter((text) => text !== '')
    .join('\n');
}

function interfaceText(name: string, scope: Scope, packageName: string): string {
  const fields = scope.message?.fields ?? [];
  const lines = fields.map((field) => {
    const absent =
      field.label === 'optional' || (field.kind === 'message' && field.label === undefined && !field.mapKey);
    return `${docComment(fieldDoc(field))}${field.name}: ${fieldType(field, packageName)}${absent ? ' | undefined' : ''};`;
  });
  const text = scope.message?.comment ?? WELL_KNOWN[scope.message?.name ?? ''];
  return `${docComment({ text })}export interface ${name} {\n${indent(lines.join('\n'))}\n}`;
}

function fieldDoc(field: FieldModel): Doc {
  const oneof = field.oneof === undefined ? undefined : `At most one field of \`${field.oneof}\` is set.`;
  return { text: [field.comment, oneof].filter(Boolean).join(' ') || undefined, deprecated: field.deprecated };
}

function fieldType(field: FieldModel, packageName: string): string {
  const element =
    field.kind === 'scalar' ? (SCALARS[field.type] ?? 'number') : reference(field.type, undefined, packageName);
  if (field.mapKey !== undefined) return `Record<string, ${element}>`;
  return field.label === 'repeated' ? `${element}[]` : element;
}

/** The shortest expression that names a message or enum from a module of package `from`. */
function reference(fullName: string, ownPackage: string | undefined, from: string): string {
  const owner = ownPackage ?? packageOf(fullName);
  const local = fullName.slice(owner.length + 1);
  return owner === from ? local : `${packageIdentifier(owner)}.${local}`;
}

/** Package names of this contract are the lower-case steps of a full name. */
function packageOf(fullName: string): string {
  return fullName
    .split('.')
    .filter((step) => /^[a-z]/.test(step))
    .join('.');
}

function valueText(name: string, scope: Scope): string {
  const value = nestedEnums(scope);
  if (value === '') return '';
  const doc = docComment({ text: `Values of the enums of {@link ${name}:interface}, by name.` });
  return `${doc}export const ${name} = {\n${indent(value)}\n} as const;`;
}

function nestedEnums(scope: Scope): string {
  return [...scope.children]
    .map(([name, child]) => {
      if (child.enumeration !== undefined)
        return `${docComment({ text: child.enumeration.comment })}${name}: ${enumObject(child.enumeration)},`;
      const inner = nestedEnums(child);
      return inner === '' ? '' : `${name}: {\n${indent(inner)}\n},`;
    })
    .filter((text) => text !== '')
    .join('\n');
}

function enumConstant(name: string, enumeration: EnumModel): string {
  return `${docComment({ text: enumeration.comment })}export const ${name} = ${enumObject(enumeration)} as const;`;
}

function enumObject(enumeration: EnumModel): string {
  const lines = enumeration.values.map(
    (value) => `${docComment({ text: value.comment })}${value.name}: ${value.number},`,
  );
  return `{\n${indent(lines.join('\n'))}\n}`;
}

function namespaceText(name: string, scope: Scope, packageName: string): string {
  const parts = [...scope.children].map(([child, inner]) =>
    inner.enumeration === undefined
      ? [interfaceText(child, inner, packageName), namespaceText(child, inner, packageName)].filter(Boolean).join('\n')
      : `/** Open: a newer server may send other numbers. */\nexport type ${child} = number;`,
  );
  return parts.length === 0 ? '' : `export namespace ${name} {\n${indent(parts.join('\n'))}\n}`;
}
