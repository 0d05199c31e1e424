import { type FieldDescriptor, fieldsOf } from '../field-descriptor.ts';

/** The few fields whose name in the `.proto` file is in camel case already; a test compares all of them. */
const CAMEL_CASE_IN_PROTO: ReadonlySet<string> = new Set([
  'omni.resources.UpdateRequest.currentVersion',
  'specs.AuthConfigSpec.Auth0.useFormData',
  'specs.ClusterStatusSpec.controlplaneReady',
  'specs.ClusterStatusSpec.kubernetesAPIReady',
  'specs.InstallationMediaSpec.contentType',
]);

const lookups = new Map<string, ReadonlyMap<string, FieldDescriptor>>();

/** The name of a field in the `.proto` file, e.g. `talos_version`. */
export function protoName(message: string, field: Pick<FieldDescriptor, 'name'>): string {
  if (CAMEL_CASE_IN_PROTO.has(`${message}.${field.name}`)) return field.name;
  return field.name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The fields of a message by every name JSON may give them: that of the `.proto` file, and that in camel case. */
export function fieldsByJsonName(message: string): ReadonlyMap<string, FieldDescriptor> {
  const known = lookups.get(message);
  if (known !== undefined) return known;
  const fields = fieldsOf(message);
  const lookup = new Map([
    ...fields.map((field) => [field.name, field] as const),
    ...fields.map((field) => [protoName(message, field), field] as const),
  ]);
  lookups.set(message, lookup);
  return lookup;
}
