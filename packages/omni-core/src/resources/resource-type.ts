/**
 * Names one COSI resource type and carries the TypeScript type of its spec.
 *
 * Values come from the generated registry (`types.Cluster`) or from `resolveResourceType('clusters')`.
 */
export interface ResourceType<Spec = unknown> {
  /** Full type as on the wire, e.g. `Clusters.omni.sidero.dev`. */
  readonly type: string;
  /** Singular name people read, e.g. `Cluster`. */
  readonly displayType: string;
  /** Namespace used when a call names none, e.g. `default`. */
  readonly defaultNamespace: string;
  /** Protobuf message of the spec, e.g. `specs.ClusterSpec`; `undefined` when the spec is not protobuf or not known. */
  readonly specMessage: string | undefined;
  /** Exists only for the type checker: it binds `Spec` to this value. Never set. */
  readonly __spec?: Spec;
}
