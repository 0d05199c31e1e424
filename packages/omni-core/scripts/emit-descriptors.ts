import { packages } from './emit-message-types.ts';
import type { FieldModel, ProtoModel } from './proto-model.ts';
import { GENERATED, literal } from './source-text.ts';

/**
 * The field tables that codecs are built from, as one JSON text per package. Text instead of an object literal, because
 * an engine only scans a string while it would have to build the objects of packages nobody asks for.
 */
export function emitDescriptors(model: ProtoModel): string {
  const entries = packages(model).map((name) => {
    const messages = model.messages.filter((message) => message.package === name);
    const table = Object.fromEntries(
      messages.map((message) => [message.name, message.fields.map(fieldText).join(';')]),
    );
    return `  '${name}':\n    ${literal(JSON.stringify(table))},`;
  });
  return `${GENERATED}
/** Package to JSON of full message name to fields; see \`field-descriptor.ts\` for the notation. */
export const descriptors: Readonly<Record<string, string>> = {
${entries.join('\n')}
};
`;
}

function fieldText(field: FieldModel): string {
  const type = field.kind === 'enum' ? `enum ${field.type}` : field.type;
  const label = field.mapKey === undefined ? field.label : `map ${field.mapKey}`;
  const prefix = label ?? (field.oneof === undefined ? undefined : `oneof ${field.oneof}`);
  return `${field.name}=${field.id} ${prefix === undefined ? type : `${prefix} ${type}`}`;
}
