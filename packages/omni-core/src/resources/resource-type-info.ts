import { resourceTypeTable } from './gen/resource-type-table.ts';
import type { ResourceType } from './resource-type.ts';

/** What can be done with a resource. */
export type ResourceVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'destroy';

/** Who may do something. `public` needs no signature, `signature` any valid one; the rest are Omni roles. */
export type AccessLevel = 'public' | 'signature' | 'InfraProvider' | 'Reader' | 'Operator' | 'Admin';

/** What is known about a resource type beyond its name and spec. */
export interface ResourceTypeInfo {
  readonly type: string;
  readonly displayType: string;
  /** Declared short names, in lower case. */
  readonly aliases: readonly string[];
  /** Declared and derived names, in lower case; some belong to several types. */
  readonly allAliases: readonly string[];
  /** What callers from outside may do; empty when the type is closed to them. */
  readonly verbs: readonly ResourceVerb[];
  readonly readRole: AccessLevel | undefined;
  readonly writeRole: AccessLevel | undefined;
  /** `id`: the id is the cluster's name; `label`: the label `omni.sidero.dev/cluster` has it. */
  readonly clusterRelation: 'id' | 'label' | undefined;
  /** People and tools own these resources; everything else belongs to controllers. */
  readonly userManaged: boolean;
  /** Contents must not be shown or logged. */
  readonly sensitive: boolean;
  /** False for the two types that describe types and namespaces themselves. */
  readonly registered: boolean;
  /** First Omni minor version that has it; `<=1.5` is as far back as was looked. */
  readonly sinceVersion: string;
  readonly idConvention: string | undefined;
  readonly purpose: string;
  /** Labels and annotations that matter, not all that may occur. */
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
  /** Extra columns of a listing; the JSONPath is evaluated on the YAML of the spec. */
  readonly columns: readonly { readonly name: string; readonly jsonPath: string }[];
  readonly note: string | undefined;
}

let table: ReadonlyMap<string, ResourceTypeInfo> | undefined;

/** Facts about all known types, by full type name. */
export function resourceTypeInfos(): ReadonlyMap<string, ResourceTypeInfo> {
  table ??= new Map((JSON.parse(resourceTypeTable) as ResourceTypeInfo[]).map((info) => [info.type, info]));
  return table;
}

/** Facts about one type; `undefined` for types this library was not generated with. */
export function resourceTypeInfo(type: Pick<ResourceType, 'type'>): ResourceTypeInfo | undefined {
  return resourceTypeInfos().get(type.type);
}
