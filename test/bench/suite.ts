import { type Goal, type Row, ratioOf } from './ratio.ts';
import type { Clock, Rounds } from './rotation.ts';

/** What is compared with what: two variants of a suite, and what their ratio shall be. */
export interface Comparison {
  /** As the report says it: `one / another`. */
  readonly name: string;
  readonly subject: string;
  readonly base: string;
  /** @default 'wallMs' */
  readonly clock?: Clock;
  /** @default none, the ratio is only shown */
  readonly goal?: Goal;
}

/** One subject of the bench. */
export interface Suite {
  readonly name: string;
  readonly comparisons: readonly Comparison[];
  /**
   * Runs every variant the comparisons name.
   * @throws {Error} when what it measures does not work, for instance when two tools answer differently
   */
  measure(rounds: number): Promise<Rounds>;
}

/** The comparisons of a suite after its measurement. @throws {RangeError} for a variant that was not measured */
export function rowsOf({ name: suite, comparisons }: Suite, rounds: Rounds): readonly Row[] {
  return comparisons.map(({ name, subject, base, clock, goal }) => ({
    suite,
    name,
    ratio: ratioOf(rounds, subject, base, clock),
    goal,
  }));
}
