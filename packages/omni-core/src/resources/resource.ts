import type { Init } from '../wire/init.ts';
import type { ResourceType } from './resource-type.ts';

/** Whether a resource is in use, or only waits for its finalizers to go. */
export type Phase = 'running' | 'tearingDown';

/** Version of a resource that the server has not stored yet. */
export const UNSTORED_VERSION = 'undefined';

/** COSI metadata. Immutable: change a {@link ResourceDraft} instead. */
export interface Metadata {
  readonly namespace: string;
  readonly type: string;
  readonly id: string;
  /** Decimal text that grows with every update, or {@link UNSTORED_VERSION}. */
  readonly version: string;
  /** Name of the controller that owns the resource; empty for what people and this library make. */
  readonly owner: string;
  readonly phase: Phase;
  readonly created: Date;
  readonly updated: Date;
  readonly finalizers: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** One resource as the server stores it, or as it shall be stored. */
export interface Resource<Spec = unknown> {
  readonly type: ResourceType<Spec>;
  readonly metadata: Metadata;
  /** Decoded from {@link specBytes} on first access and kept. Read only: edit a draft to change it. */
  readonly spec: Spec;
  /** The spec as protobuf bytes, including fields this version of the library does not know. */
  readonly specBytes: Uint8Array;
  /** The server's own YAML of the spec, with compressed fields decompressed; absent on resources made here. */
  readonly specYaml: string | undefined;
}

/** A private, writable copy of a resource. Unknown spec fields travel along. */
export interface ResourceDraft<Spec = unknown> {
  /** Copies that may be changed freely. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
  finalizers: string[];
  spec: Spec;
}

/** What {@link newResource} needs beyond the type. */
export interface NewResource<Spec> {
  readonly id: string;
  /** @default the type's default namespace */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields left out have their protobuf default. @default an empty spec */
  readonly spec?: Init<Spec>;
}

/** The way resources are named in messages: `Clusters.omni.sidero.dev(default/demo)`. */
export function describeResource(metadata: Pick<Metadata, 'namespace' | 'type' | 'id'>): string {
  return `${metadata.type}(${metadata.namespace}/${metadata.id})`;
}
