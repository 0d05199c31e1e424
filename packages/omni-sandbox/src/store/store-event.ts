import type { StoredResource } from './stored-resource.ts';

interface Change {
  /** Position in the history of the namespace's backend; later is larger. */
  readonly revision: number;
  readonly resource: StoredResource;
}

/** One write, as everything that follows the store sees it. */
export type StoreEvent =
  | (Change & { readonly kind: 'created' })
  | (Change & { readonly kind: 'updated'; readonly old: StoredResource })
  /** `resource` is the last state before it vanished. */
  | (Change & { readonly kind: 'destroyed' });
