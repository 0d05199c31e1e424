import type { OmniError } from '../errors/omni-error.ts';

/** An item of a job that was not carried out. */
export type Undone =
  | { readonly outcome: 'failed'; readonly error: OmniError }
  /** The job ended before its turn. */
  | { readonly outcome: 'not_started' };

/** The resource an item is about. */
export interface ItemKey {
  /** Full name of the type. */
  readonly type: string;
  readonly namespace: string;
  readonly id: string;
}

/** One item of a job and what became of it. */
export type BulkItem<Done extends { readonly outcome: string }> = ItemKey & (Done | Undone);

/** How a job of many writes goes about it. */
export interface BulkOptions<Done extends { readonly outcome: string }> {
  /** Starts no further item and ends those under way. */
  readonly signal?: AbortSignal;
  /** Longest time for the whole job, in milliseconds. @default 900_000 */
  readonly timeoutMs?: number;
  /** Items under way at the same time. */
  readonly concurrency?: number;
  /** What happens after an item failed: start no further one, or carry on with the rest. @default 'stop' */
  readonly onFailure?: 'stop' | 'continue';
  /** Called as soon as an item is through or has failed. */
  readonly onItem?: (item: BulkItem<Done>) => void;
}
