import { packageIdentifier } from './emit-message-types.ts';
import { docComment, GENERATED, indent, literal } from './source-text.ts';

/** What this project uses of one entry of `data/resources.json`. */
export interface ResourceRecord {
  readonly type: string;
  readonly displayType: string;
  readonly defaultNamespace: string;
  readonly aliases: readonly string[];
  readonly allAliases: readonly string[];
  readonly specMessage: string | null;
  readonly specGoType: string | null;
  readonly sensitive: boolean;
  readonly inClientRegistry: boolean;
  readonly accessible: boolean;
  readonly userManaged: boolean;
  readonly allowedVerbs: readonly string[];
  readonly readRole: string | null;
  readonly writeRole: string | null;
  readonly clusterRelation: string | null;
  readonly sinceVersion: string;
  readonly idConvention: string | null;
  readonly purpose: string;
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
  readonly printColumns: readonly { readonly name: string; readonly jsonPath: string }[];
  readonly note: string | null;
}

/** Go types whose spec is no protobuf message, and what they are in TypeScript. */
const OPAQUE_SPECS: Readonly<Record<string, string>> = {
  '*k8s.KubernetesResourceSpec': 'string',
  'system.Null': 'EmptySpec',
};

/** The `types` constants: one `ResourceType` per entry, named by its singular display name. */
export function emitResourceTypes(records: readonly ResourceRecord[]): string {
  const entries = records.map((record) => {
    const fields = [
      `type: '${record.type}',`,
      `displayType: '${record.displayType}',`,
      `defaultNamespace: '${record.defaultNamespace}',`,
      `specMessage: ${record.specMessage === null ? 'undefined' : `'${record.specMessage}'`},`,
    ];
    const body = `{\n${indent(fields.join('\n'))}\n} as ResourceType<${specType(record)}>`;
    return `${docComment({ text: sentence(record.purpose) })}${record.displayType}: ${body},`;
  });
  return `${GENERATED}
import type * as cosiResourceMeta from '../../wire/gen/cosi-resource-meta.ts';
import type * as specs from '../../wire/gen/specs.ts';
import type { ResourceType } from '../resource-type.ts';

/** Spec of a type that carries nothing but metadata. */
export type EmptySpec = Record<string, never>;

/** Every resource type Omni registers, by its singular name. */
export const types = {
${indent(entries.join('\n'))}
} as const;
`;
}

/** The facts about each type that only listings, policies and checks need; kept as text until somebody asks. */
export function emitResourceTypeInfo(records: readonly ResourceRecord[]): string {
  const rows = records.map((record) => ({
    type: record.type,
    displayType: record.displayType,
    aliases: record.aliases,
    allAliases: record.allAliases,
    verbs: record.allowedVerbs,
    readRole: record.readRole ?? undefined,
    writeRole: record.writeRole ?? undefined,
    clusterRelation: record.clusterRelation ?? undefined,
    userManaged: record.userManaged,
    sensitive: record.sensitive,
    registered: record.inClientRegistry,
    sinceVersion: record.sinceVersion,
    idConvention: record.idConvention ?? undefined,
    purpose: record.purpose,
    labels: record.labels,
    annotations: record.annotations,
    columns: record.printColumns,
    note: record.note ?? undefined,
  }));
  return `${GENERATED}
/** JSON of \`ResourceTypeInfo[]\`. */
export const resourceTypeTable =
  ${literal(JSON.stringify(rows))};
`;
}

function specType(record: ResourceRecord): string {
  if (record.specMessage === null) return OPAQUE_SPECS[record.specGoType ?? ''] ?? 'unknown';
  const at = record.specMessage.search(/\.[A-Z]/);
  return `${packageIdentifier(record.specMessage.slice(0, at))}${record.specMessage.slice(at)}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
