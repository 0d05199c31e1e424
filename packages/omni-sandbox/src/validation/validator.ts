import type { ResourceInput, StoredResource } from '../store/stored-resource.ts';

/** Judges writes before they happen. Every method throws a StatusError to refuse. */
export interface Validator {
  create(input: ResourceInput): void;
  update(current: StoredResource, next: ResourceInput): void;
  /** Also asked before a teardown. */
  destroy(current: StoredResource): void;
}
