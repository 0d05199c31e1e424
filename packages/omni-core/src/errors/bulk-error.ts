import { OmniError } from './omni-error.ts';

/** What became of one item of a job; each kind of job adds its own outcomes. */
export interface BulkOutcome {
  /** Full name of the type. */
  readonly type: string;
  readonly namespace: string;
  readonly id: string;
  readonly outcome: string;
}

/**
 * A job of several writes did not go through as a whole. Its code is `apply_failed`, its cause the first failure.
 * Nothing is rolled back: {@link items} says for every resource what became of it.
 */
export class BulkError<Item extends BulkOutcome = BulkOutcome> extends OmniError {
  override readonly name: string = 'BulkError';
  readonly #items: readonly Item[];

  constructor(operation: string, items: readonly Item[], cause: unknown) {
    const count = (outcome: string) => items.filter((item) => item.outcome === outcome).length;
    const [failed, waiting] = [count('failed'), count('not_started')];
    const through = items.length - failed - waiting;
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    super('apply_failed', `${operation}: ${through} done, ${failed} failed, ${waiting} not started${reason}`, {
      cause,
      hint: 'Look at the items for what failed; running the same again continues where this ended.',
    });
    this.#items = items;
  }

  /** Every item, in the order given. No field, so that logging the error does not print diffs. */
  get items(): readonly Item[] {
    return this.#items;
  }
}
