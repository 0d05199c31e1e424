import type { Phase } from '@fleetwright/omni-core';

/** Time as protobuf carries it: Omni keeps nanoseconds, a `Date` would not. */
export interface Timestamp {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** Names one resource. */
export interface ResourceKey {
  readonly namespace: string;
  readonly type: string;
  readonly id: string;
}

/**
 * One version of a resource. Never changed in place: every write makes a new value,
 * so readers, watchers and caches may hold on to it.
 */
export interface StoredResource extends ResourceKey {
  /** 1 after creation, one more with every update. */
  readonly version: number;
  readonly owner: string;
  readonly phase: Phase;
  readonly created: Timestamp;
  readonly updated: Timestamp;
  readonly finalizers: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Protobuf bytes, with whatever fields the writer put in. */
  readonly spec: Uint8Array;
}

/** What a writer hands over; version 0 means "not stored yet". */
export type ResourceInput = StoredResource;

/** How COSI names a resource in errors, e.g. `Clusters.omni.sidero.dev(default/demo@3)`. */
export function describeStored(key: ResourceKey, version?: number): string {
  return `${key.type}(${key.namespace}/${key.id}@${version === undefined || version === 0 ? 'undefined' : version})`;
}
